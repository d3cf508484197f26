// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Optional;
import java.util.stream.Collectors;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Connector;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ProductVersion;
import org.ctdhub.policy.VersionedRow;
import org.ctdhub.registry.AdmissionRules;
import org.springframework.stereotype.Component;

/** Which row a subscriber gets: by a rule, or because an operator says what it is. */
@Component
class Admission {

    private final AdmissionRules rules;
    private final Catalogue catalogue;

    Admission(AdmissionRules rules, Catalogue catalogue) {
        this.rules = rules;
        this.catalogue = catalogue;
    }

    /** The row that a rule gives to who tells this product name. A rule whose connector is gone gives none. */
    Optional<CapabilityRow> byRule(String productName) {
        return rules.find(productName)
                .flatMap(rule -> catalogue.find(rule.connector()).flatMap(c -> row(c, rule.version())));
    }

    /** The row of a connector's manifest for a version; an {@link IllegalArgumentException} if there is none. */
    CapabilityRow row(String connector, String version) {
        Connector kind = catalogue
                .find(connector)
                .orElseThrow(() ->
                        new IllegalArgumentException("There is no such connector; there are: " + consumers() + "."));
        return row(kind, version)
                .orElseThrow(() -> new IllegalArgumentException(
                        kind.manifest().takes().isEmpty()
                                ? kind.manifest().title() + " takes no objects. Use one of " + consumers() + "."
                                : "This version of " + kind.manifest().title() + " is too old to take anything. Correct"
                                        + " it, or leave it out if it is not known."));
    }

    private static Optional<CapabilityRow> row(Connector kind, String version) {
        Optional<ProductVersion> known = kind.manifest().version(version);
        return VersionedRow.choose(kind.manifest().takes(), known);
    }

    private String consumers() {
        return catalogue.kinds().stream()
                .filter(kind -> !kind.manifest().takes().isEmpty())
                .map(Connector::folder)
                .collect(Collectors.joining(", "));
    }
}
