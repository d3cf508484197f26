// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.registry.SigningKey;
import org.ctdhub.registry.SigningKey.Admits;
import org.ctdhub.registry.SigningKey.Kind;
import org.ctdhub.registry.SigningKey.Opened;
import org.ctdhub.registry.SigningKeys;
import org.springframework.stereotype.Component;

/** The keys with which subscribers may sign now: those of the configuration, and those of the registry. */
@Component
class DistributionKeys {

    private final DistributionSettings settings;
    private final SigningKeys registry;
    private final RegisteredProducts products;

    DistributionKeys(DistributionSettings settings, SigningKeys registry, RegisteredProducts products) {
        this.settings = settings;
        this.registry = registry;
        this.products = products;
    }

    List<DistributionKey> valid() {
        return Stream.concat(
                        settings.keys().stream(),
                        registry.valid(Kind.DISTRIBUTION).stream().map(this::key))
                .toList();
    }

    /** A key as it stands now, if it is valid still. */
    Optional<DistributionKey> now(DistributionKey key) {
        return key.id().isPresent()
                ? registry.valid(Kind.DISTRIBUTION, key.id().get()).map(this::key)
                : settings.keys().stream().filter(key::equals).findFirst();
    }

    private DistributionKey key(Opened opened) {
        SigningKey key = opened.key();
        Optional<String> product = Optional.ofNullable(key.product());
        return new DistributionKey(
                opened.text(),
                product,
                product.isPresent() ? product.flatMap(products::find).flatMap(Product::row) : admitted(key),
                key.admits() == Admits.EDGE,
                Optional.of(key.id()));
    }

    private static Optional<CapabilityRow> admitted(SigningKey key) {
        return key.admits() != Admits.NOBODY ? Optional.of(CapabilityRow.everyType()) : Optional.empty();
    }

    /** Notes that a request was signed with this key. */
    void used(DistributionKey key) {
        key.id().ifPresent(registry::used);
    }
}
