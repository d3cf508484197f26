// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Arrays;
import java.util.Optional;
import org.ctdhub.object.ObjectType;
import org.ctdhub.registry.Indicators.Part;

/** What the TAXII server offers: the consolidated list, and parts of it. Ids are the same at every hub. */
enum TaxiiCollection {
    CONSOLIDATED("1b3625af-030a-44e0-a395-30f5b7058039", "consolidated", "Consolidated list"),
    FILE_SHA1("0815283d-7c31-489b-94ed-fda60fa66091", "file-sha1", "Files by SHA-1"),
    FILE_SHA256("40f872e8-7f33-4fd2-a14b-334504f01426", "file-sha256", "Files by SHA-256"),
    IP("0659bdc5-92df-49ea-80dc-3f615ac19244", "ip", "IP addresses"),
    DOMAIN("d02efb18-619b-462e-9847-cfaea0ea1cea", "domain", "Domains"),
    URL("04deee20-3f24-4fba-a8d5-4eb797e86328", "url", "URLs"),
    VIRTUAL_ANALYZER("c86e9274-2bc0-413c-b77a-f9147841840b", "virtual-analyzer", "Found by sandboxes"),
    USER_DEFINED("04aafc8e-5bc3-4379-8334-6635f2fa06cb", "user-defined", "Listed by people and programs");

    private final String id;
    private final String alias;
    private final String title;

    TaxiiCollection(String id, String alias, String title) {
        this.id = id;
        this.alias = alias;
        this.title = title;
    }

    /** The collection of an id or an alias. */
    static Optional<TaxiiCollection> of(String name) {
        return Arrays.stream(values())
                .filter(each -> each.id.equals(name) || each.alias.equals(name))
                .findFirst();
    }

    String id() {
        return id;
    }

    String alias() {
        return alias;
    }

    String title() {
        return title;
    }

    /** The objects that it holds. */
    Part part() {
        return switch (this) {
            case CONSOLIDATED -> Part.ALL;
            case VIRTUAL_ANALYZER -> Part.VIRTUAL_ANALYZER;
            case USER_DEFINED -> Part.USER_DEFINED;
            case FILE_SHA1, FILE_SHA256, IP, DOMAIN, URL -> Part.of(ObjectType.valueOf(name()));
        };
    }

    /** Whether objects can be added to it, by who may. */
    boolean takesObjects() {
        return this == USER_DEFINED;
    }
}
