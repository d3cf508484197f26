// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A stretch of a list.
 *
 * @param next what to ask for as {@code after} to go on; null: there is no more
 */
record Page<T>(List<T> items, Long next) {

    private static final int MOST = 1_000;

    /** Of a list of which at most {@code limit} items were asked for. */
    static <T> Page<T> of(List<T> items, int limit, ToLongFunction<T> id) {
        return new Page<>(
                items, items.size() < limit || items.isEmpty() ? null : id.applyAsLong(items.get(items.size() - 1)));
    }

    /** A limit that can be asked for: 1 to 1,000. */
    static int limit(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException(
                    "The limit " + limit + " can't be; ask for 1 to " + MOST + " at a time.");
        }
        return limit;
    }
}
