// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The orders in which pages come, by the words that the API and the console have for them. */
final class Orders {

    private Orders() {}

    /** The order of a word; an {@link IllegalArgumentException} names those that there are. */
    static <E extends Enum<E>> E of(Class<E> orders, String word) {
        return Arrays.stream(orders.getEnumConstants())
                .filter(order -> word(order).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no such order; choose among " + String.join(", ", words(orders)) + "."));
    }

    /** What there is to choose from. */
    static <E extends Enum<E>> List<String> words(Class<E> orders) {
        return Arrays.stream(orders.getEnumConstants()).map(Orders::word).toList();
    }

    /** What an order is called. */
    static String word(Enum<?> order) {
        return order.name().toLowerCase(Locale.ROOT);
    }
}
