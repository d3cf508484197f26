// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A search over rules: every criterion is a hash that must be equal, letter case aside (client). */
record RuleSearch(List<String> hashes, int most) {

    private static final Set<String> KNOWN = Set.of("searchCriteria", "maxItems", "sortByObjectID");

    /** Reads both forms, one criterion or a list of them; what it doesn't know is an IllegalArgumentException. */
    static RuleSearch read(JsonNode tree) {
        if (!tree.isObject()) {
            throw new IllegalArgumentException("The body must be {\"searchCriteria\":…}");
        }
        tree.fieldNames().forEachRemaining(RuleSearch::check);
        JsonNode criteria = tree.path("searchCriteria");
        List<String> hashes = new ArrayList<>();
        if (criteria.isArray()) {
            criteria.forEach(criterion -> hashes.add(hash(criterion)));
        } else if (!criteria.isMissingNode()) {
            hashes.add(hash(criteria));
        }
        return new RuleSearch(hashes, most(tree.path("maxItems")));
    }

    boolean finds(Rule rule) {
        return hashes.stream().allMatch(rule.sha256()::equalsIgnoreCase);
    }

    private static void check(String name) {
        if (!KNOWN.contains(name)) {
            throw new IllegalArgumentException("Unknown field " + Shown.of(name) + "; known: " + KNOWN);
        }
    }

    private static String hash(JsonNode criterion) {
        boolean bySha256 = criterion.path("fieldName").asText().equals("sha256");
        JsonNode value = criterion.path("stringValue");
        if (!bySha256 || !value.isTextual()) {
            throw new IllegalArgumentException("A criterion must be {\"fieldName\":\"sha256\",\"stringValue\":\"…\"}");
        }
        return value.asText();
    }

    private static int most(JsonNode maxItems) {
        if (maxItems.isMissingNode()) {
            return Integer.MAX_VALUE;
        }
        if (!maxItems.canConvertToInt() || maxItems.asInt() < 1) {
            throw new IllegalArgumentException("maxItems must be a number above 0");
        }
        return maxItems.asInt();
    }
}
