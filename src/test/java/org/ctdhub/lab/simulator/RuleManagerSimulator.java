// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Deep Security Manager's REST API for Application Control global rules (documented, client): SHA-256 only, block
 * only. {@code POST /lab/rules} plants a rule that somebody else made, {@code DELETE /lab/rules?sha256=} loses one behind
 * everybody's back.
 */
public final class RuleManagerSimulator extends Simulator {

    /** Requests per key in 60 s unless told otherwise (documented). */
    public static final int RATE_LIMIT = 500;

    private static final String RULES = "/api/applicationcontrolglobalrules";
    private static final String SETTINGS = "/api/systemsettings";

    /** Settings are texts (client); this manager takes its list from nobody. */
    private static final Map<String, Object> WIRED = Map.of(
            "platformSettingConnectedThreatDefenseControlManagerSuspiciousObjectListComparisonEnabled",
            Map.of("value", "false"));

    private static final int ADMINISTRATOR = 1;
    private static final int KEY_USER = 2;

    private final String apiKey;
    private final String readOnlyKey;
    private final RuleBook rules;
    private final RateLimit rateLimit;
    private final AtomicLong additions = new AtomicLong();

    /** Takes a key that may write and one that may only read. */
    public RuleManagerSimulator(String apiKey, String readOnlyKey) {
        this(apiKey, readOnlyKey, Duplicates.RETURN_EXISTING, RATE_LIMIT, Clock.systemUTC());
    }

    /** Takes also what happens to known hashes, the requests per key in 60 s, and the clock that measures them. */
    public RuleManagerSimulator(String apiKey, String readOnlyKey, Duplicates duplicates, int rateLimit, Clock clock) {
        this.apiKey = apiKey;
        this.readOnlyKey = readOnlyKey;
        this.rules = new RuleBook(duplicates, clock);
        this.rateLimit = new RateLimit(rateLimit, clock);
    }

    /** How many calls that add rules it carried out. */
    public long additions() {
        return additions.get();
    }

    /** How many of the rules that it was sent it had already. */
    public long repeated() {
        return rules.repeated();
    }

    /** The hashes of the rules that were deleted, in order, as everybody writes them. */
    public List<String> deleted() {
        return rules.deleted().stream().map(LabType.FILE_SHA256::canonical).toList();
    }

    @Override
    public List<LabObject> objects() {
        return rules.all().stream()
                .map(rule -> new LabObject(
                        LabType.FILE_SHA256.word(), LabType.FILE_SHA256.canonical(rule.sha256()), rule.action()))
                .sorted()
                .toList();
    }

    @Override
    Set<String> knownFaults() {
        Set<String> known = new LinkedHashSet<>(super.knownFaults());
        known.add("storeThenDropConnection");
        return known;
    }

    @Override
    Answer lab(Request request) {
        return switch (request.method() + " " + request.path()) {
            case "POST /lab/rules" -> plant(NewRule.read(LabJson.tree(request.body())));
            case "DELETE /lab/rules" ->
                Answer.json(
                        200,
                        Map.of("lost", rules.lose(request.parameter("sha256").orElse(""))));
            default -> super.lab(request);
        };
    }

    @Override
    Answer product(Request request) {
        if (!request.path().startsWith(RULES) && !request.path().equals(SETTINGS)) {
            return notFound(request);
        }
        String key = request.header("api-secret-key").orElse("");
        if (!key.equals(apiKey) && !key.equals(readOnlyKey)) {
            return refusal(401, "The API key is missing or wrong");
        }
        if (!rateLimit.allows(key)) {
            return Answer.text(429, "Too many API requests");
        }
        if (!request.header("api-version").orElse("").equals("v1")) {
            return refusal(400, "The header api-version must be v1");
        }
        return allowed(request, key.equals(apiKey));
    }

    private Answer allowed(Request request, boolean writer) {
        String call = request.method() + " " + request.path();
        boolean reads = request.method().equals("GET") || call.equals("POST " + RULES + "/search");
        if (!reads && !writer) {
            return refusal(403, "This key's role may only read");
        }
        try {
            return call(call, request);
        } catch (IllegalArgumentException e) {
            return refusal(400, e.getMessage());
        }
    }

    private Answer call(String call, Request request) {
        return switch (call) {
            case "GET " + RULES -> envelope(rules.all());
            case "GET " + SETTINGS -> Answer.json(200, WIRED);
            case "POST " + RULES -> add(NewRule.readAll(LabJson.tree(request.body())));
            case "POST " + RULES + "/search" -> search(RuleSearch.read(LabJson.tree(request.body())));
            default -> call.startsWith("DELETE " + RULES + "/") ? delete(request) : notFound(request);
        };
    }

    private Answer add(List<NewRule> wanted) {
        additions.incrementAndGet();
        Answer answer = envelope(rules.add(wanted, KEY_USER));
        return faults().dropsAfterStoring() ? Answer.dropped() : answer;
    }

    private Answer search(RuleSearch search) {
        return envelope(
                rules.all().stream().filter(search::finds).limit(search.most()).toList());
    }

    private Answer delete(Request request) {
        String id = request.path().substring(RULES.length() + 1);
        boolean gone = id.matches("\\d{1,18}") && rules.delete(Long.parseLong(id));
        return gone ? Answer.json(200, Map.of()) : refusal(404, "There is no rule with ID " + Shown.of(id));
    }

    private Answer plant(NewRule rule) {
        return Answer.json(200, rules.add(List.of(rule), ADMINISTRATOR).get(0));
    }

    private static Answer envelope(List<Rule> rules) {
        return Answer.json(200, Map.of(NewRule.ENVELOPE, rules));
    }

    private static Answer refusal(int status, String message) {
        return Answer.json(status, Map.of("message", message));
    }
}
