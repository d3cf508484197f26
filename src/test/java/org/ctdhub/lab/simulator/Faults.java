// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a simulator misbehaves on its product protocol; null means: not in this way.
 *
 * @param status HTTP status 400 to 599 instead of an answer
 * @param delayMs milliseconds before each answer, or before each round of a product that pulls; at most 600,000
 * @param retryAfter seconds in a Retry-After header, at most 31,536,000; alone it comes with a 503
 * @param storeThenDropConnection carries out what adds rules, then hangs up without an answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Faults(Integer status, Long delayMs, Long retryAfter, Boolean storeThenDropConnection) {

    /** Behaves well. */
    public static final Faults NONE = new Faults(null, null, null, null);

    static final Set<String> EVERYWHERE = Set.of("status", "delayMs", "retryAfter");

    /** Refuses values outside the bounds with an IllegalArgumentException. */
    public Faults {
        check("status", status == null ? null : status.longValue(), 400, 599);
        check("delayMs", delayMs, 0, 600_000);
        check("retryAfter", retryAfter, 0, 31_536_000);
    }

    static Faults read(InputStream body, Set<String> known) {
        JsonNode tree = LabJson.tree(body);
        tree.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("Unknown fault " + Shown.of(name) + "; known here: " + known);
            }
        });
        return LabJson.value(tree, Faults.class);
    }

    /** The status that stands in for an answer, if any. */
    Optional<Integer> failing() {
        return Optional.ofNullable(status == null && retryAfter != null ? Integer.valueOf(503) : status);
    }

    Optional<Answer> answer() {
        Map<String, String> headers = retryAfter == null ? Map.of() : Map.of("Retry-After", retryAfter.toString());
        return failing().map(failure -> Answer.text(failure, "Simulated fault", headers));
    }

    boolean dropsAfterStoring() {
        return Boolean.TRUE.equals(storeThenDropConnection);
    }

    private static void check(String name, Long value, long least, long most) {
        if (value != null && (value < least || value > most)) {
            throw new IllegalArgumentException(name + " must lie between " + least + " and " + most);
        }
    }
}
