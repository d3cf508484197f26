// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Which of the registered products sends under which name. */
public final class Senders {

    private final Map<String, Product> byName = new HashMap<>();
    private final Set<String> claimedTwice = new HashSet<>();

    /** Takes the products that are at work. */
    public Senders(List<Product> products) {
        products.forEach(product -> product.senders().forEach(name -> claim(name, product)));
    }

    private void claim(String name, Product product) {
        if (byName.putIfAbsent(written(name), product) != null) {
            claimedTwice.add(written(name));
        }
    }

    /**
     * The product that has the first of these names that one has; what nobody tells may be null. Empty if none has one, or
     * two have the same.
     */
    public Optional<Product> find(List<String> names) {
        return names.stream()
                .filter(Objects::nonNull)
                .map(Senders::written)
                .filter(byName::containsKey)
                .findFirst()
                .filter(name -> !claimedTwice.contains(name))
                .map(byName::get);
    }

    private static String written(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("^\\{|\\}$", "");
    }
}
