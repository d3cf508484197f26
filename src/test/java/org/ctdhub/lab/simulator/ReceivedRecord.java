// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One record of a source's object list, as a subscriber reads it. Only ID, Action, Type and Data must be there. */
record ReceivedRecord(
        long id, boolean removal, int type, String data, Optional<Long> expireTime, Optional<String> scanAction) {

    private static final Duration DEFAULT_LIFE = Duration.ofDays(30);
    private static final long NEVER = 2_147_483_647;
    private static final int ADD = 1;
    private static final int REMOVE = 2;

    /** Reads the elements of a REPORT, name to text; what is missing or no number is an IllegalArgumentException. */
    static ReceivedRecord of(Map<String, String> elements) {
        int action = (int) number(elements, "Action");
        if (action != ADD && action != REMOVE) {
            throw new IllegalArgumentException("Action must be 1 or 2, not " + action);
        }
        return new ReceivedRecord(
                number(elements, "ID"),
                action == REMOVE,
                (int) number(elements, "Type"),
                needed(elements, "Data"),
                elements.containsKey("ExpireTime") ? Optional.of(number(elements, "ExpireTime")) : Optional.empty(),
                Optional.ofNullable(elements.get("ScanAction")).map(String::strip));
    }

    /** When the object leaves the list: 30 days from now if the record doesn't say, 0 or 2^31 - 1 mean never (assumed). */
    Instant expiry(Instant now) {
        if (expireTime.isEmpty()) {
            return now.plus(DEFAULT_LIFE);
        }
        long seconds = expireTime.get();
        return seconds == 0 || seconds >= NEVER ? Instant.MAX : Instant.ofEpochSecond(seconds);
    }

    private static String needed(Map<String, String> elements, String name) {
        String text = elements.getOrDefault(name, "");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("A REPORT has no " + name);
        }
        return text;
    }

    private static long number(Map<String, String> elements, String name) {
        String text = needed(elements, name).strip();
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is not a number: " + Shown.of(text), e);
        }
    }
}
