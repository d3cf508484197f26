// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuleManagerSimulatorTest {

    private static final String KEY = "2:c2VjcmV0LW9mLXRoZS1sYWI=";
    private static final String READER = "3:cmVhZC1vbmx5";
    private static final String RULES = "/api/applicationcontrolglobalrules";
    private static final String HASH = "fd2b0835a69cca06cade0cd8c685eb49276430e7e9de3dd669468ac03f6c1fd3";
    private static final String UPPER = HASH.toUpperCase(Locale.ROOT);
    private static final String OTHER = "a".repeat(64);

    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private RuleManagerSimulator manager;
    private LabCalls lab;

    @BeforeEach
    void start() throws IOException {
        start(Duplicates.RETURN_EXISTING, 500);
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    @Test
    void rules_are_stored_under_ids_and_shown_with_upper_case_hashes() {
        JsonNode stored = LabCalls.json(add(rule(HASH), rule(OTHER))).path("applicationControlGlobalRules");
        assertThat(stored).hasSize(2);
        assertThat(stored.get(0).toString())
                .isEqualTo("{\"ID\":1,\"sha256\":\"" + UPPER + "\",\"action\":\"block\",\"description\":\"ctd-hub 43\","
                        + "\"lastUpdated\":1767225600000,\"lastUpdatedAdministrator\":2}");
        assertThat(LabCalls.json(call("GET", RULES, "{}")).path("applicationControlGlobalRules"))
                .isEqualTo(stored);
    }

    @Test
    void the_state_lists_hashes_in_lower_case_and_in_order() {
        add(rule(HASH), rule(OTHER));
        assertThat(manager.objects())
                .containsExactly(
                        new LabObject("file_sha256", OTHER, "block"), new LabObject("file_sha256", HASH, "block"));
        assertThat(lab.state().path("requests").asInt()).isEqualTo(1);
    }

    @Test
    void both_forms_of_a_search_find_a_hash_in_any_letter_case() {
        add(rule(HASH), rule(OTHER));
        String criterion = "{\"fieldName\":\"sha256\",\"stringValue\":\"" + HASH + "\"}";
        assertThat(found("{\"searchCriteria\":" + criterion + "}")).containsExactly(1);
        assertThat(found("{\"searchCriteria\":[" + criterion + "],\"maxItems\":5,\"sortByObjectID\":true}"))
                .containsExactly(1);
        assertThat(found("{\"maxItems\":1}")).containsExactly(1);
        assertThat(found("{\"searchCriteria\":{\"fieldName\":\"sha256\",\"stringValue\":\"00\"}}"))
                .isEmpty();
    }

    @Test
    void a_search_that_it_does_not_know_is_a_400() {
        assertThat(call("POST", RULES + "/search", "{\"criteria\":1}").statusCode())
                .isEqualTo(400);
        assertThat(call("POST", RULES + "/search", "{\"searchCriteria\":{\"fieldName\":\"action\"}}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(call("POST", RULES + "/search", "{\"maxItems\":0}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_deleted_rule_is_gone_and_a_second_deletion_is_a_404() {
        add(rule(HASH));
        assertThat(call("DELETE", RULES + "/1", "").statusCode()).isEqualTo(200);
        assertThat(manager.objects()).isEmpty();
        assertThat(call("DELETE", RULES + "/1", "").statusCode()).isEqualTo(404);
        assertThat(call("DELETE", RULES + "/one", "").statusCode()).isEqualTo(404);
        assertThat(LabCalls.json(add(rule(HASH)))
                        .at("/applicationControlGlobalRules/0/ID")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void one_bad_hash_spoils_the_whole_batch() {
        HttpResponse<String> answer = add(rule(HASH), rule("bad"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(LabCalls.json(answer).path("message").asText())
                .isEqualTo("sha256 must have 64 hex digits, not 'bad'");
        assertThat(manager.objects()).isEmpty();
    }

    @Test
    void a_body_that_is_no_envelope_of_rules_is_a_400() {
        assertThat(call("POST", RULES, "").statusCode()).isEqualTo(400);
        assertThat(call("POST", RULES, "[]").statusCode()).isEqualTo(400);
        assertThat(add().statusCode()).isEqualTo(400);
        assertThat(add("null").statusCode()).isEqualTo(400);
        assertThat(add("{\"sha256\":\"" + HASH + "\",\"action\":\"allow\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_known_hash_keeps_its_rule_and_the_answer_shows_that_one() {
        plant(HASH);
        JsonNode answer = LabCalls.json(add(rule(HASH), rule(OTHER), rule(OTHER)));
        assertThat(answer.findValuesAsText("ID")).containsExactly("1", "2", "2");
        assertThat(answer.at("/applicationControlGlobalRules/0/description").asText())
                .isEqualTo("by hand");
        assertThat(manager.objects()).hasSize(2);
    }

    @Test
    void a_manager_that_refuses_known_hashes_stores_nothing_and_names_the_hash() throws IOException {
        restart(Duplicates.REFUSE, 500);
        plant(HASH);
        HttpResponse<String> answer = add(rule(OTHER), rule(HASH));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(LabCalls.json(answer).path("message").asText()).contains(UPPER);
        assertThat(add(rule(OTHER), rule(OTHER)).statusCode()).isEqualTo(400);
        assertThat(manager.objects()).hasSize(1);
    }

    @Test
    void the_key_the_version_and_the_role_are_checked() {
        assertThat(lab.send("GET", RULES, "", "api-version", "v1").statusCode()).isEqualTo(401);
        assertThat(lab.send("GET", RULES, "", "api-version", "v1", "api-secret-key", "2:wrong")
                        .statusCode())
                .isEqualTo(401);
        assertThat(lab.send("GET", RULES, "", "api-secret-key", KEY).statusCode())
                .isEqualTo(400);
        assertThat(with(READER, "GET", RULES, "").statusCode()).isEqualTo(200);
        assertThat(with(READER, "POST", RULES + "/search", "{}").statusCode()).isEqualTo(200);
        assertThat(with(READER, "POST", RULES, body(rule(HASH))).statusCode()).isEqualTo(403);
        assertThat(with(READER, "DELETE", RULES + "/1", "").statusCode()).isEqualTo(403);
        assertThat(manager.objects()).isEmpty();
    }

    @Test
    void above_the_rate_limit_nothing_is_processed_until_requests_are_a_minute_old() throws IOException {
        restart(Duplicates.RETURN_EXISTING, 2);
        call("GET", RULES, "");
        clock.pass(Duration.ofSeconds(30));
        call("GET", RULES, "");
        HttpResponse<String> refused = add(rule(HASH));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).isEqualTo("Too many API requests");
        assertThat(manager.objects()).isEmpty();
        assertThat(with(READER, "GET", RULES, "").statusCode())
                .as("another key")
                .isEqualTo(200);
        clock.pass(Duration.ofSeconds(29));
        assertThat(add(rule(HASH)).statusCode()).isEqualTo(429);
        clock.pass(Duration.ofSeconds(1));
        assertThat(add(rule(HASH)).statusCode()).isEqualTo(200);
        assertThat(add(rule(HASH)).statusCode()).isEqualTo(429);
    }

    @Test
    void it_can_store_and_then_hang_up() {
        assertThat(lab.faults("{\"storeThenDropConnection\":true}").statusCode())
                .isEqualTo(200);
        assertThatThrownBy(() -> add(rule(HASH))).isInstanceOf(UncheckedIOException.class);
        assertThat(manager.objects()).extracting(LabObject::value).containsExactly(HASH);
    }

    @Test
    void unknown_paths_are_a_404() {
        assertThat(call("GET", "/api/computers", "").statusCode()).isEqualTo(404);
        assertThat(call("PUT", RULES, "").statusCode()).isEqualTo(404);
        assertThat(lab.send("GET", "/lab/rules", "").statusCode()).isEqualTo(404);
    }

    private void restart(Duplicates duplicates, int rateLimit) throws IOException {
        manager.close();
        start(duplicates, rateLimit);
    }

    private void start(Duplicates duplicates, int rateLimit) throws IOException {
        manager = new RuleManagerSimulator(KEY, READER, duplicates, rateLimit, clock);
        manager.start();
        lab = new LabCalls(manager);
    }

    private void plant(String hash) {
        String rule = "{\"sha256\":\"" + hash + "\",\"description\":\"by hand\"}";
        assertThat(lab.send("POST", "/lab/rules", rule).statusCode()).isEqualTo(200);
    }

    private List<Integer> found(String search) {
        JsonNode answer = LabCalls.json(call("POST", RULES + "/search", search));
        return answer.findValues("ID").stream().map(JsonNode::asInt).toList();
    }

    private HttpResponse<String> add(String... rules) {
        return call("POST", RULES, body(rules));
    }

    private HttpResponse<String> call(String method, String path, String body) {
        return with(KEY, method, path, body);
    }

    private HttpResponse<String> with(String key, String method, String path, String body) {
        return lab.send(
                method, path, body, "api-secret-key", key, "api-version", "v1", "Content-Type", "application/json");
    }

    private static String rule(String hash) {
        return "{\"sha256\":\"" + hash + "\",\"description\":\"ctd-hub 43\"}";
    }

    private static String body(String... rules) {
        return "{\"applicationControlGlobalRules\":[" + String.join(",", rules) + "]}";
    }
}
