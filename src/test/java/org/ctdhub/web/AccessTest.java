// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.ctdhub.auth.Role;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, how far, and who doesn't. */
class AccessTest {

    private static final Map<Role, Caller> CALLERS = new EnumMap<>(Role.class);

    private static RunningHub hub;

    @BeforeAll
    static void start() {
        hub = RunningHub.with("--ctd.open-paths[0]=/lab");
        for (Role role : Role.values()) {
            CALLERS.put(role, hub.with(role));
        }
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @AfterEach
    void letTheThrottleForget() {
        hub.clock.advance(Duration.ofMinutes(2));
    }

    /** The least role; what it meets behind the door is its own affair, as long as it is neither 401 nor 403. */
    @ParameterizedTest
    @CsvSource({
        "GET,    /api/v1/products,             viewer",
        "GET,    /api/v1/quarantine,           viewer",
        "GET,    /api/v1/story?type=ip&value=203.0.113.1, viewer",
        "HEAD,   /api/v1/quarantine,           viewer",
        "GET,    /api/v1/nothing,              viewer",
        "POST,   /api/v1/nothing,              operator",
        "DELETE, /api/v1/quarantine,           operator",
        "POST,   /api/v1/products,             operator",
        "PUT,    /api/v1/products/a,           operator",
        "GET,    /api/v1/accounts,             administrator",
        "POST,   /api/v1/accounts,             administrator",
        "PUT,    /api/v1/accounts/admin2,      administrator",
        "DELETE, /api/v1/accounts/admin2,      administrator",
        "POST,   /api/v1/accounts/me/password, viewer",
        "GET,    /api/v1/tokens,               administrator",
        "POST,   /api/v1/tokens,               administrator",
        "DELETE, /api/v1/tokens/0,             administrator",
        "GET,    /api/v1/keys,                 administrator",
        "POST,   /api/v1/keys,                 administrator",
        "GET,    /api/v1/keys/0/secret,        administrator",
        "POST,   /api/v1/keys/0/rotate,        administrator",
        "DELETE, /api/v1/keys/0,               administrator",
        "GET,    /api/v1/distribution,         viewer",
        "PUT,    /api/v1/distribution,         administrator",
        "GET,    /api/v1/audit,                administrator",
        "GET,    /api/v1/detections,           viewer",
        "GET,    /api/v1/detections/summary?by=action, viewer",
        "PUT,    /api/v1/detections/1,         operator",
        "GET,    /api/v1/federation,           viewer",
        "PUT,    /api/v1/federation,           operator",
        "POST,   /api/v1/federation/sync,      operator",
        "GET,    /api/v1/warning-lists,        viewer",
        "POST,   /api/v1/warning-lists/reload, operator",
        "PUT,    /api/v1/warning-lists/none,   operator",
        "DELETE, /api/v1/warning-lists/none,   operator",
        "GET,    /api/v1/reports,              viewer",
        "POST,   /api/v1/reports,              operator",
        "PUT,    /api/v1/reports/1,            operator",
        "DELETE, /api/v1/reports/1,            operator",
        "POST,   /api/v1/reports/1/run,        operator",
        "GET,    /api/v1/reports/1/made,       viewer",
        "GET,    /api/v1/reports/1/made/1/page, viewer",
        "GET,    /api/v1/forwards,             viewer",
        "POST,   /api/v1/forwards,             operator",
        "PUT,    /api/v1/forwards/a,           operator",
        "DELETE, /api/v1/forwards/a,           operator",
        "POST,   /api/v1/forwards/a/test,      operator",
        "POST,   /api/v1/forwards/a/resume,    operator",
        "GET,    /api/v1/alerts,               viewer",
        "GET,    /api/v1/products/a/log,       viewer",
        "PUT,    /api/v1/products/a/log,       operator",
        "GET,    /taxii2/,                     viewer",
        "GET,    /taxii2,                      viewer",
        "GET,    /taxii2/ctd/,                 viewer",
        "GET,    /taxii2/ctd/collections/,     viewer",
        "GET,    /taxii2/ctd/collections/ip/,  viewer",
        "GET,    /taxii2/ctd/collections/ip/manifest/, viewer",
        "GET,    /taxii2/ctd/collections/ip/objects/, viewer",
        "GET,    /taxii2/ctd/collections/ip/objects/a/, viewer",
        "GET,    /taxii2/ctd/collections/ip/objects/a/versions/, viewer",
        "GET,    /taxii2/ctd/status/a/,        viewer",
        "POST,   /taxii2/ctd/collections/user-defined/objects/, operator",
        "DELETE, /taxii2/ctd/collections/user-defined/objects/a/, operator",
        "GET,    /,                            viewer",
        "GET,    /actuator/prometheus,         viewer",
    })
    void each_door_opens_to_its_role_and_to_those_above_it(String method, String path, String least) throws Exception {
        Role needed = Role.of(least);
        for (Role role : Role.values()) {
            HttpResponse<String> answer = CALLERS.get(role).send(method, path, body(method));
            if (role != Role.PRODUCT && role.compareTo(needed) >= 0) {
                assertThat(answer.statusCode()).as(role + ": " + answer.body()).isNotIn(401, 403, 429, 500);
            } else {
                assertThat(answer.statusCode()).as(role.toString()).isEqualTo(403);
            }
        }
        HttpResponse<String> answer = hub.nobody().send(method, path, body(method));
        assertThat(answer.statusCode()).isEqualTo(path.equals("/") ? 302 : 401);
    }

    private static String body(String method) {
        return method.startsWith("P") ? "{}" : null;
    }

    @Test
    void a_refusal_is_a_problem_that_says_what_to_do() throws Exception {
        HttpResponse<String> nobody = hub.nobody().get("/api/v1/products");
        assertThat(nobody.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(nobody.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(RunningHub.json(nobody).path("status").asInt()).isEqualTo(401);
        assertThat(RunningHub.json(nobody).path("detail").asText()).contains("/login");

        HttpResponse<String> viewer = CALLERS.get(Role.VIEWER).post("/api/v1/accounts", "{}");
        assertThat(viewer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(RunningHub.json(viewer).path("status").asInt()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/API/v1/products", "/actuator", "/actuator/env", "/error", "/api", "/login/x"})
    void what_stands_in_no_line_of_the_table_is_not_there_for_anybody(String path) throws Exception {
        assertThat(hub.nobody().get(path).statusCode()).isEqualTo(404);
        assertThat(CALLERS.get(Role.ADMINISTRATOR).get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/web_service/../api/v1/products",
                "/web_service/%2e%2e/api/v1/products",
                "/web_service/x;/../../api/v1/products",
                "/api/v1//products",
                "/api/v1/products;x=1"
            })
    void a_crooked_path_leads_nowhere(String path) throws Exception {
        assertThat(hub.nobody().get(path).statusCode()).isIn(400, 401, 404);
    }

    @Test
    void open_paths_are_open_and_tell_no_more_than_they_should() throws Exception {
        assertThat(hub.nobody().get("/actuator/health").body())
                .contains("\"status\":\"UP\"")
                .doesNotContain("components")
                .doesNotContain("PostgreSQL");
        assertThat(hub.nobody().get("/hub.css").statusCode()).isEqualTo(200);
        assertThat(hub.nobody().get("/login").statusCode()).isEqualTo(200);
        assertThat(hub.nobody().get("/lab").statusCode())
                .as("opened by a setting, served by nobody here")
                .isEqualTo(404);
    }

    @Test
    void a_token_is_shown_once_and_ends_when_it_is_revoked() throws Exception {
        Caller admin = CALLERS.get(Role.ADMINISTRATOR);
        HttpResponse<String> made = admin.post("/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"viewer\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String text = RunningHub.json(made).path("token").asText();
        assertThat(text).matches("ctd_[A-Za-z0-9_-]{43}");
        Caller ci = hub.bearer(text);
        assertThat(ci.get("/api/v1/products").statusCode()).isEqualTo(200);
        assertThat(admin.get("/api/v1/tokens").body())
                .contains("\"ci\"")
                .doesNotContain(text)
                .doesNotContain("digest");

        assertThat(admin.delete("/api/v1/tokens/"
                                + RunningHub.json(made).path("id").asText())
                        .statusCode())
                .isEqualTo(204);

        HttpResponse<String> refused = ci.get("/api/v1/products");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
        assertThat(hub.database
                        .jdbc()
                        .sql("select last_used_at is not null from api_token where name = 'ci'")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void a_token_ends_at_its_time_and_with_its_account() throws Exception {
        Caller admin = CALLERS.get(Role.ADMINISTRATOR);
        String soon = hub.clock.instant().plusSeconds(60).toString();
        Caller brief = token(admin, "{\"name\":\"brief\",\"role\":\"viewer\",\"expiresAt\":\"" + soon + "\"}");
        create(admin, "bound", "operator");
        Caller bound = token(admin, "{\"name\":\"of-bound\",\"role\":\"administrator\",\"account\":\"bound\"}");

        assertThat(brief.get("/api/v1/products").statusCode()).isEqualTo(200);
        assertThat(bound.get("/api/v1/products").statusCode()).isEqualTo(200);
        assertThat(bound.get("/api/v1/accounts").statusCode())
                .as("no more than its account")
                .isEqualTo(403);

        hub.clock.advance(Duration.ofSeconds(61));
        admin.put("/api/v1/accounts/bound", "{\"disabled\":true}");
        assertThat(brief.get("/api/v1/products").statusCode()).isEqualTo(401);
        assertThat(bound.get("/api/v1/products").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"viewer\"}",
                "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"role\":\"king\"}",
                "{\"name\":\"x\",\"role\":\"product\"}",
                "{\"name\":\"x\",\"role\":\"viewer\",\"product\":\"p\"}",
                "{\"name\":\"x\",\"role\":\"viewer\",\"account\":\"nobody\"}",
                "{\"name\":\"x\",\"role\":\"viewer\",\"expiresAt\":\"2001-01-01T00:00:00Z\"}",
                "{\"name\":\"x\",\"role\":\"viewer\",\"expiresAt\":\"tomorrow\"}",
                "no json"
            })
    void a_token_that_makes_no_sense_is_a_bad_request_that_says_why(String body) throws Exception {
        HttpResponse<String> answer = CALLERS.get(Role.ADMINISTRATOR).post("/api/v1/tokens", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(RunningHub.json(answer).path("detail").asText())
                .isNotBlank()
                .doesNotContain("Exception")
                .doesNotContain("org.ctdhub");
    }

    @Test
    void a_person_signs_in_with_a_fresh_session_and_out_again() throws Exception {
        Caller browser = hub.browser();
        HttpResponse<String> page = browser.get("/login");
        String before = cookie(page);

        HttpResponse<String> answer = browser.signIn("Admin", RunningHub.PASSWORD);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/");
        assertThat(cookie(answer)).isNotEqualTo(before).contains("HttpOnly").contains("SameSite=Lax");
        assertThat(browser.get("/").body()).contains("Sign out");
        assertThat(browser.get("/api/v1/accounts").statusCode()).isEqualTo(200);

        assertThat(browser.form("/logout", "").statusCode())
                .as("without its token")
                .isEqualTo(403);
        assertThat(browser.form("/logout", "_csrf=" + browser.csrf()).statusCode())
                .isEqualTo(302);
        assertThat(browser.get("/api/v1/accounts").statusCode()).isEqualTo(401);
        assertThat(browser.get("/").statusCode()).isEqualTo(302);
    }

    private static String cookie(HttpResponse<String> answer) {
        return String.join(";", answer.headers().allValues("Set-Cookie"));
    }

    @Test
    void a_session_changes_nothing_without_its_csrf_token() throws Exception {
        Caller browser = hub.signedIn("admin", RunningHub.PASSWORD);
        String body = "{\"name\":\"from-console\",\"role\":\"viewer\"}";

        assertThat(browser.post("/api/v1/tokens", body).statusCode()).isEqualTo(403);
        assertThat(browser.send("POST", "/api/v1/tokens", body, "X-CSRF-TOKEN", "guessed")
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.send("POST", "/api/v1/tokens", body, "X-CSRF-TOKEN", browser.csrf())
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void a_wrong_token_is_refused_even_beside_a_session() throws Exception {
        Caller browser = hub.signedIn("admin", RunningHub.PASSWORD);

        assertThat(browser.send("GET", "/api/v1/products", null, "Authorization", "Bearer ctd_wrong")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void who_guesses_tokens_waits_for_a_minute() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(hub.bearer("ctd_" + i).get("/api/v1/products").statusCode())
                    .isEqualTo(401);
        }

        HttpResponse<String> answer = hub.bearer("ctd_10").get("/api/v1/products");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("60");
        assertThat(CALLERS.get(Role.VIEWER).get("/api/v1/products").statusCode())
                .isEqualTo(429);

        hub.clock.advance(Duration.ofSeconds(60));
        assertThat(CALLERS.get(Role.VIEWER).get("/api/v1/products").statusCode())
                .isEqualTo(200);
    }

    @Test
    void who_guesses_passwords_waits_for_a_minute() throws Exception {
        Caller guesser = hub.browser();
        for (int i = 0; i < 10; i++) {
            assertThat(guesser.signIn("admin", "wrong password " + i).headers().firstValue("Location"))
                    .hasValue(hub.url() + "/login?failed");
        }

        HttpResponse<String> answer = guesser.signIn("admin", RunningHub.PASSWORD);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("60");
        assertThat(guesser.form("/%6Cogin", "username=admin&password=x&_csrf=" + guesser.signInToken())
                        .statusCode())
                .as("in another spelling")
                .isNotEqualTo(302);

        hub.clock.advance(Duration.ofSeconds(60));
        hub.signedIn("admin", RunningHub.PASSWORD);
    }

    @Test
    void a_session_ends_when_its_account_is_changed() throws Exception {
        Caller admin = CALLERS.get(Role.ADMINISTRATOR);
        create(admin, "leaver", "administrator");
        Caller leaver = hub.signedIn("leaver", "another long password");
        assertThat(leaver.get("/api/v1/accounts").statusCode()).isEqualTo(200);

        admin.put("/api/v1/accounts/leaver", "{\"role\":\"viewer\"}");
        assertThat(leaver.get("/api/v1/accounts").statusCode()).isEqualTo(401);

        Caller again = hub.signedIn("leaver", "another long password");
        assertThat(again.get("/api/v1/accounts").statusCode()).isEqualTo(403);
        assertThat(admin.delete("/api/v1/accounts/leaver").statusCode()).isEqualTo(204);
        assertThat(again.get("/api/v1/products").statusCode()).isEqualTo(401);
    }

    @Test
    void a_person_changes_the_own_password_knowing_the_old_one() throws Exception {
        Caller admin = CALLERS.get(Role.ADMINISTRATOR);
        create(admin, "changer", "viewer");
        Caller changer = hub.signedIn("changer", "another long password");
        String csrf = changer.csrf();

        assertThat(password(changer, csrf, "wrong", "a third long password").statusCode())
                .isEqualTo(400);
        assertThat(password(changer, csrf, "another long password", "short").body())
                .contains("at least 12");
        assertThat(password(changer, csrf, "another long password", "a third long password")
                        .statusCode())
                .isEqualTo(204);

        assertThat(changer.get("/api/v1/products").statusCode())
                .as("the old session")
                .isEqualTo(401);
        hub.signedIn("changer", "a third long password");
    }

    private static HttpResponse<String> password(Caller caller, String csrf, String current, String wanted)
            throws Exception {
        return caller.send(
                "POST",
                "/api/v1/accounts/me/password",
                "{\"current\":\"" + current + "\",\"password\":\"" + wanted + "\"}",
                "X-CSRF-TOKEN",
                csrf);
    }

    @Test
    void the_last_administrator_stays_one() throws Exception {
        Caller admin = CALLERS.get(Role.ADMINISTRATOR);

        assertThat(admin.delete("/api/v1/accounts/admin").statusCode()).isEqualTo(409);
        assertThat(admin.put("/api/v1/accounts/admin", "{\"disabled\":true}").statusCode())
                .isEqualTo(409);
        HttpResponse<String> demoted = admin.put("/api/v1/accounts/admin", "{\"role\":\"operator\"}");
        assertThat(demoted.statusCode()).isEqualTo(409);
        assertThat(RunningHub.json(demoted).path("detail").asText()).contains("last administrator");

        create(admin, "second", "administrator");
        assertThat(admin.put("/api/v1/accounts/admin", "{\"role\":\"operator\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(admin.put("/api/v1/accounts/admin", "{\"role\":\"administrator\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(admin.delete("/api/v1/accounts/second").statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({
        "x y,   a long enough password, viewer,  name",
        "short, elevenchars,            viewer,  12 characters",
        "ADMIN, a long enough password, viewer,  already",
        "prod,  a long enough password, product, sign in",
        "king,  a long enough password, king,    viewer",
    })
    void an_account_that_makes_no_sense_is_refused_and_says_why(String name, String password, String role, String why)
            throws Exception {
        HttpResponse<String> answer = CALLERS.get(Role.ADMINISTRATOR)
                .post(
                        "/api/v1/accounts",
                        "{\"name\":\"%s\",\"password\":\"%s\",\"role\":\"%s\"}".formatted(name, password, role));

        assertThat(answer.statusCode()).isIn(400, 409);
        assertThat(RunningHub.json(answer).path("detail").asText())
                .contains(why)
                .doesNotContain(password);
    }

    @Test
    void no_password_token_or_hash_is_ever_told() throws Exception {
        Caller admin = CALLERS.get(Role.ADMINISTRATOR);
        create(admin, "secretive", "viewer");
        String all = admin.get("/api/v1/accounts").body()
                + admin.get("/api/v1/tokens").body()
                + admin.get("/api/v1/audit?limit=1000").body();

        assertThat(all)
                .contains("secretive")
                .doesNotContain("another long password")
                .doesNotContain("bcrypt");
        assertThat(all).doesNotContain("ctd_").doesNotContain("digest");
        assertThat(hub.database
                        .jdbc()
                        .sql("select password from account where name = 'secretive'")
                        .query(String.class)
                        .single())
                .startsWith("{bcrypt}$2a$");
    }

    @Test
    void each_change_of_an_account_or_token_is_noted_with_who_made_it() throws Exception {
        Caller browser = hub.signedIn("admin", RunningHub.PASSWORD);
        String csrf = browser.csrf();
        browser.send(
                "POST",
                "/api/v1/accounts",
                "{\"name\":\"noted\",\"password\":\"another long password\",\"role\":\"viewer\"}",
                "X-CSRF-TOKEN",
                csrf);
        browser.send("PUT", "/api/v1/accounts/noted", "{\"role\":\"operator\"}", "X-CSRF-TOKEN", csrf);
        browser.send("DELETE", "/api/v1/accounts/noted", null, "X-CSRF-TOKEN", csrf);

        var lines = RunningHub.json(browser.get("/api/v1/audit?subject=account/noted"))
                .path("items");
        assertThat(lines.findValuesAsText("action"))
                .containsExactly("account.remove", "account.change", "account.create");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.path("actor").path("kind").asText()).isEqualTo("account");
            assertThat(line.path("actor").path("name").asText()).isEqualTo("admin");
        });
        assertThat(lines.path(1).path("before").path("role").asText()).isEqualTo("viewer");
        assertThat(lines.path(1).path("after").path("role").asText()).isEqualTo("operator");
        assertThat(lines.path(0).path("after").isNull()).isTrue();
    }

    private static void create(Caller admin, String name, String role) throws Exception {
        assertThat(admin.post(
                                "/api/v1/accounts",
                                "{\"name\":\"" + name + "\",\"password\":\"another long password\",\"role\":\"" + role
                                        + "\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    private static Caller token(Caller admin, String body) throws Exception {
        HttpResponse<String> made = admin.post("/api/v1/tokens", body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return hub.bearer(RunningHub.json(made).path("token").asText());
    }
}
