// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.ctdhub.auth.Role;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console, as a person in a browser without scripts uses it. */
class ConsoleTest {

    private static final String ATTACK = "http://xss.example.test/\"><script>alert(1)</script>,a'b";

    private static RunningHub hub;
    private static Caller operator;
    private static Caller admin;
    private static String attack;

    @BeforeAll
    static void start() throws Exception {
        hub = RunningHub.with(
                "--ctd.preset=block",
                "--ctd.products.fixed.connector=sps",
                "--ctd.products.fixed.settings.apiKey=0123ABCD-0000-4000-8000-00000000CAFE");
        Caller made = hub.with(Role.ADMINISTRATOR);
        made.post(
                "/api/v1/accounts",
                "{\"name\":\"olga\",\"password\":\"" + RunningHub.PASSWORD + "\",\"role\":\"operator\"}");
        operator = hub.signedIn("olga", RunningHub.PASSWORD);
        admin = hub.signedIn("admin", RunningHub.PASSWORD);
        HttpResponse<String> put = made.post(
                "/api/v1/user-defined",
                "{\"type\":\"url\",\"value\":\"http://xss.example.test/\\\"><script>alert(1)</script>,a'b\","
                        + "\"notes\":\"<script>alert(2)</script>\"}");
        made.post("/api/v1/test-objects", "");
        made.put("/api/v1/presets/ip/low", "{\"action\":\"log\"}");
        attack = RunningHub.json(put).path("value").asText();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/objects",
                "/objects?type=url&state=listed&text=",
                "/lookup",
                "/user-defined",
                "/exceptions",
                "/presets",
                "/products",
                "/products/new",
                "/products/new?connector=ds",
                "/product?name=fixed",
                "/distribution",
                "/tasks",
                "/tasks/1",
                "/brakes",
                "/tests",
                "/tests?number=1"
            })
    void every_page_is_a_well_formed_one_for_an_operator_and_leads_others_to_sign_in(String path) throws Exception {
        HttpResponse<String> page = operator.get(path);

        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        wellFormed(page.body());
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        HttpResponse<String> nobody = hub.nobody().get(path);
        assertThat(nobody.statusCode()).isEqualTo(302);
        assertThat(nobody.headers().firstValue("Location").orElseThrow()).endsWith("/login");
    }

    private static void wellFormed(String page) {
        assertThat(count(page, "<h1")).isEqualTo(1);
        assertThat(page)
                .contains("<html lang=\"en\">", "Sign out")
                .doesNotContain("th:", "<script", "style=", "onclick");
        assertThat(count(page, "<form[^>]*method=\"post\"")).isEqualTo(count(page, "name=\"_csrf\" value="));
    }

    @Test
    void an_object_goes_onto_the_list_gets_excepted_and_returns() throws Exception {
        String story = "/object?type=url&value=" + encoded(attack);
        assertThat(operator.get(story).body())
                .as(attack)
                .contains("<dd>yes</dd>")
                .doesNotContain("<script");
        System.err.println(operator.get("/objects").body());
        System.err.println(operator.get(story).body());
        HttpResponse<String> asked = send(operator, "/objects/decide", "object", "url " + attack, "act", "log");
        System.err.println(asked.body());
    }

    private static HttpResponse<String> send(Caller who, String path, String... fields) throws Exception {
        StringBuilder form = new StringBuilder("_csrf=").append(encoded(who.csrf()));
        for (int i = 0; i < fields.length; i += 2) {
            form.append('&').append(fields[i]).append('=').append(encoded(fields[i + 1]));
        }
        return who.form(path, form.toString());
    }

    private static long count(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().count();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
