// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.ctdhub.auth.Role;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What callers of the API are told when something goes wrong. */
class ProblemsTest {

    private static RunningHub hub;
    private static Caller admin;

    @BeforeAll
    static void start() {
        hub = RunningHub.with();
        admin = hub.with(Role.ADMINISTRATOR);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /api/v1/story?type=ip&value=010.0.0.1,   400, is refused",
        "GET,    /api/v1/story?type=ip,                   400, value",
        "GET,    /api/v1/story?type=ip&value=203.0.113.7, 404, Nobody has reported",
        "GET,    /api/v1/audit?limit=many,                400, limit",
        "GET,    /api/v1/audit?limit=0,                   400, limit",
        "GET,    /api/v1/audit?since=yesterday,           400, since",
        "DELETE, /api/v1/tokens/first,                    400, id",
        "DELETE, /api/v1/tokens/99,                       404, token",
        "POST,   /api/v1/keys/99/rotate,                  404, key",
        "PUT,    /api/v1/accounts/nobody,                 400, Nothing",
        "DELETE, /api/v1/accounts/nobody,                 404, account",
        "PATCH,  /api/v1/accounts/nobody,                 405, PATCH",
        "GET,    /api/v1/nothing,                         404, ''",
    })
    void each_is_a_problem_with_its_status_and_what_to_do(String method, String path, int status, String tells)
            throws Exception {
        HttpResponse<String> answer = admin.send(method, path, method.equals("DELETE") ? null : "{}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = RunningHub.json(answer);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).contains(tells);
        assertThat(answer.body()).doesNotContain("org.ctdhub").doesNotContain("org.springframework");
    }

    @Test
    void what_nobody_expected_is_told_with_an_id_and_nothing_else() throws Exception {
        hub.database.jdbc().sql("alter table quarantine rename to elsewhere").update();
        try {
            HttpResponse<String> answer = admin.get("/api/v1/quarantine");

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(RunningHub.json(answer).path("detail").asText())
                    .containsPattern("id [0-9a-f]{8}-[0-9a-f-]{27}\\.");
            assertThat(answer.body()).doesNotContainIgnoringCase("select").doesNotContain("Exception");
        } finally {
            hub.database
                    .jdbc()
                    .sql("alter table elsewhere rename to quarantine")
                    .update();
        }
    }

    @Test
    void the_page_about_access_shows_the_very_table() throws Exception {
        List<String> documented = Pattern.compile("(?m)^\\| `([A-Z*]+)` \\| `([^`]+)` \\| ([a-z]+) \\|$")
                .matcher(Files.readString(Path.of("docs/access.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2) + " " + row.group(3))
                .toList();

        assertThat(documented)
                .isEqualTo(Access.TABLE.stream()
                        .map(line -> line.method() + " " + line.path() + " "
                                + line.role().map(Role::toString).orElse("anybody"))
                        .toList());
    }
}
