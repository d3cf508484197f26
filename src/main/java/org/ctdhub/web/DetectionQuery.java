// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.time.Instant;
import java.util.Locale;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.DetectionFilter;

/**
 * Which detections a request asks for, as its parameters say.
 *
 * @param value in any form that can be normalised, or just as it was reported
 */
record DetectionQuery(
        String product,
        String type,
        String value,
        String action,
        String list,
        String scan,
        String endpoint,
        String user,
        String path,
        String address,
        String rule,
        String id,
        Boolean matched,
        String text,
        Instant since,
        Instant until) {

    /** The same between these times. */
    DetectionQuery within(Instant since, Instant until) {
        return new DetectionQuery(
                product, type, value, action, list, scan, endpoint, user, path, address, rule, id, matched, text, since,
                until);
    }

    /** What the registry is asked. Throws an {@link IllegalArgumentException} where a word is none of those that there are. */
    DetectionFilter filter() {
        if (list != null) {
            SelectionInput.known("list", list, DetectionFilter.LISTS);
        }
        return new DetectionFilter(
                product,
                type,
                value,
                object(),
                word(action),
                list,
                word(scan),
                endpoint,
                user,
                path,
                address,
                rule,
                id,
                matched,
                text,
                since,
                until);
    }

    private static String word(String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    /** Null: the value names no object, and counts as it was reported. */
    private SuspiciousObject object() {
        try {
            if (value == null) {
                return null;
            }
            return type == null ? SuspiciousObject.guess(value) : SuspiciousObject.of(ObjectType.of(type), value);
        } catch (RefusedException noObject) {
            return null;
        }
    }
}
