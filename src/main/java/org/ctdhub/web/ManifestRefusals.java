// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Optional;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.object.ObjectType;
import org.ctdhub.registry.Refusals;
import org.springframework.stereotype.Component;

/** Why products take no objects of some types, as their manifests say. */
@Component
class ManifestRefusals implements Refusals {

    private final RegisteredProducts products;

    ManifestRefusals(RegisteredProducts products) {
        this.products = products;
    }

    @Override
    public Optional<String> why(String product, ObjectType type) {
        return products.find(product).flatMap(found -> found.refusal(type));
    }
}
