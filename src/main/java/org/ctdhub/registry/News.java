// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.Locale;
import java.util.Map;

/**
 * One thing that a forward is told.
 *
 * @param number where it stands among its kind
 * @param fields {@code id}, which stays the same if it is told again, {@code at}, {@code event}, and what else is known, in the
 *     order in which it is told; texts, numbers, instants and maps, no nulls
 */
public record News(long number, Map<String, Object> fields) {

    /** What can be told, in the order in which it is: what is urgent first. */
    public enum Kind {
        ALERTS,
        CHANGES,
        DETECTIONS;

        /** As it stands in the registry and in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Throws an {@link IllegalArgumentException} if there is none of this word. */
        public static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(
                    "A forward tells 'detections', 'changes' and 'alerts'; nothing else can be told.");
        }
    }

    /** A field's text, or null. */
    public String text(String field) {
        Object value = fields.get(field);
        return value == null ? null : value.toString();
    }
}
