// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ctdhub.auth.Role;
import org.ctdhub.registry.IncomingCalls;
import org.ctdhub.registry.Subscribers;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console, as a person in a browser without scripts uses it. */
class ConsoleTest {

    private static final Duration SOON = Duration.ofSeconds(20);
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
                "/brakes",
                "/quarantine",
                "/detections",
                "/routes",
                "/warning-lists",
                "/reports",
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
        assertThat(page).contains("<html lang=\"en\">", "Sign out");
        assertThat(page.replaceAll("<script src=\"/[a-z/.]+\" defer></script>", ""))
                .doesNotContain("th:", "<script", "style=", "onclick", "href=\"http", "src=\"http");
        assertThat(count(page, "name=\"_csrf\" value=")).isEqualTo(count(page, "<form[^>]*method=\"post\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/accounts", "/keys", "/audit"})
    void what_administrators_alone_may_see_is_closed_to_others(String path) throws Exception {
        assertThat(operator.get(path).statusCode()).isEqualTo(403);
        HttpResponse<String> page = admin.get(path);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        wellFormed(page.body());
        assertThat(operator.get("/objects").body()).doesNotContain("href=\"" + path);
    }

    @Test
    void who_may_only_look_is_offered_nothing_else_and_can_not_send_it() throws Exception {
        Caller viewer = hub.with(Role.VIEWER);

        for (String path : List.of("/objects", "/user-defined", "/exceptions", "/presets", "/products")) {
            assertThat(count(viewer.get(path).body(), "<form[^>]*method=\"post\""))
                    .as(path)
                    .isEqualTo(1);
        }
        assertThat(viewer.form("/user-defined", "value=198.51.100.77").statusCode())
                .isEqualTo(403);
        assertThat(known("ip", "198.51.100.77")).isEqualTo(404);
    }

    @Test
    void an_object_is_added_by_form_excepted_by_form_and_returns_when_the_exception_is_removed() throws Exception {
        String story = "/object?type=domain&value=way.example.test";
        HttpResponse<String> added =
                send(operator, "/user-defined", "value", "way[.]example[.]test", "notes", "by form", "expires", "");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(302);
        assertThat(operator.get(story).body()).contains("<dd>yes</dd>", "defined", "by olga");

        HttpResponse<String> asked =
                send(operator, "/exceptions", "type", "domain", "pattern", "way.example.test", "notes", "ours");
        assertThat(asked.statusCode()).isEqualTo(200);
        wellFormed(asked.body());
        assertThat(asked.body())
                .contains("Is this meant?", "<dd>1</dd>", "name=\"pattern\" value=\"way.example.test\"");
        assertThat(operator.get(story).body()).as("so far it was only asked").contains("<dd>yes</dd>");

        HttpResponse<String> done =
                send(operator, "/exceptions", "type", "domain", "pattern", "way.example.test", "confirmed", "yes");
        assertThat(done.headers().firstValue("Location").orElseThrow()).contains("/tasks/");
        assertThat(operator.get("/objects?text=way.example&state=excepted").body())
                .contains(">way.example.test<", "excepted");
        assertThat(operator.get(story).body()).contains("<dd>no</dd>", "Held back by");
        String exceptions = operator.get("/exceptions?text=way.example").body();
        String tick = found(exceptions, "name=\"exception\" form=\"remove\" value=\"(\\d+)\"");
        assertThat(send(operator, "/exceptions/remove", "exception", tick).body())
                .contains("What it alone held back returns");
        assertThat(send(operator, "/exceptions/remove", "exception", tick, "confirmed", "yes")
                        .statusCode())
                .isEqualTo(302);

        assertThat(operator.get(story).body()).contains("<dd>yes</dd>");
        assertThat(operator.get("/exceptions?text=way.example").body()).contains("There is none.");
    }

    @Test
    void what_is_wrong_is_told_beside_the_form_which_keeps_what_was_typed() throws Exception {
        HttpResponse<String> refused =
                send(operator, "/user-defined", "value", "<b>no such thing</b>", "notes", "typed before");

        assertThat(refused.statusCode()).isEqualTo(400);
        wellFormed(refused.body());
        assertThat(refused.body())
                .contains("role=\"alert\"", "is refused", "value=\"typed before\"", "&lt;b&gt;no such thing&lt;/b&gt;")
                .doesNotContain("<b>no such");
        assertThat(send(operator, "/user-defined", "value", "198.51.100.5", "expires", "soon")
                        .body())
                .contains("The date can&#39;t be read");
        assertThat(known("ip", "198.51.100.5")).isEqualTo(404);
        assertThat(send(operator, "/exceptions", "type", "ip", "pattern", "*").statusCode())
                .isEqualTo(400);
        assertThat(send(operator, "/objects/decide", "act", "log").body()).contains("No object is ticked");
        assertThat(send(operator, "/exceptions/remove").body()).contains("No exception is ticked");
        assertThat(send(operator, "/presets", "type", "ip", "risk", "low", "action", "quarantine", "confirmed", "yes")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(operator, "/presets/life", "type", "ip", "days", "many").statusCode())
                .isEqualTo(400);
        assertThat(operator.get("/objects?type=colour").statusCode()).isEqualTo(400);
        assertThat(operator.get("/object?type=ip&value=203.0.113.99").statusCode())
                .isEqualTo(404);
        assertThat(operator.get("/tasks/999999").statusCode()).isEqualTo(404);
    }

    @Test
    void what_is_wrong_is_told_in_japanese_on_a_japanese_page_and_in_english_by_the_api() throws Exception {
        Caller reader = hub.signedIn("olga", RunningHub.PASSWORD);
        reader.get("/?lang=ja");

        assertThat(complaint(send(reader, "/user-defined", "value", "<b>{0} is refused: $1</b>")))
                .contains("受け付けられません", "&lt;b&gt;{0} is refused: $1&lt;/b&gt;")
                .doesNotContainPattern("[a-z]{3} [a-z]{3} [a-z]{3}");
        assertThat(complaint(send(reader, "/user-defined", "value", "127.0.0.1")))
                .contains("「127.0.0.1」は受け付けられません。ループバックアドレスです。");
        assertThat(complaint(send(reader, "/presets", "type", "ip", "risk", "low", "action", "quarantine")))
                .contains("IP アドレス に処理「隔離」は設定できません");
        assertThat(complaint(send(reader, "/products/new", "connector", "ds", "name", "DS", "setting.url", "nowhere")))
                .contains("製品の名前は", "設定「url」が http:// または https:// で始まっていません。");
        assertThat(complaint(reader.get("/tasks/999999"))).contains("タスク 999999 はありません。");
        send(reader, "/user-defined", "value", "japanese.example.test");
        assertThat(reader.get("/object?type=domain&value=japanese.example.test").body())
                .contains("ドメイン、リスクレベル「高」の既定の処理")
                .doesNotContain("preset for");
        assertThat(hub.with(Role.OPERATOR)
                        .send("POST", "/api/v1/user-defined", "{\"value\":\"127.0.0.1\"}", "Accept-Language", "ja")
                        .body())
                .contains("it is a loopback address");
    }

    private static String complaint(HttpResponse<String> page) {
        assertThat(page.statusCode()).isBetween(400, 499);
        Matcher alert = Pattern.compile("(?s)role=\"alert\">.*?<ul>(.*?)</ul>").matcher(page.body());
        assertThat(alert.find()).as(page.body()).isTrue();
        return alert.group(1);
    }

    @Test
    void a_form_without_its_token_changes_nothing() throws Exception {
        assertThat(operator.form("/user-defined", "value=198.51.100.6").statusCode())
                .isEqualTo(403);
        assertThat(known("ip", "198.51.100.6")).isEqualTo(404);
        assertThat(operator.form("/imports", "multipart/form-data; boundary=b", part("list", "user_defined") + "--b--")
                        .statusCode())
                .isEqualTo(403);
        assertThat(hub.nobody()
                        .form("/imports", "multipart/form-data; boundary=b", part("list", "user_defined") + "--b--")
                        .statusCode())
                .as("nobody's file is not even taken in")
                .isEqualTo(302);
    }

    @Test
    void an_attackers_text_is_text_on_every_page() throws Exception {
        String ticked = "url " + attack;
        List<String> pages = new ArrayList<>(List.of(
                operator.get("/objects?text=xss.example").body(),
                operator.get("/object?type=url&value=" + encoded(attack)).body(),
                operator.get("/user-defined?text=xss.example").body(),
                send(operator, "/lookup", "values", ATTACK + "\n" + attack).body(),
                send(operator, "/objects/decide", "object", ticked, "act", "log", "notes", ATTACK)
                        .body(),
                send(operator, "/exceptions", "type", "url", "pattern", attack, "notes", ATTACK)
                        .body(),
                send(operator, "/user-defined", "type", "ip", "value", ATTACK, "notes", ATTACK)
                        .body(),
                operator.get("/objects?text=" + encoded(ATTACK)).body(),
                admin.get("/audit?actor=" + encoded(ATTACK)).body(),
                admin.get("/audit?limit=1000").body()));
        send(operator, "/exceptions", "type", "url", "pattern", attack, "notes", ATTACK, "confirmed", "yes");
        pages.add(operator.get("/exceptions").body());
        pages.add(operator.get("/tasks").body());
        pages.add(operator.get("/tasks/" + latestTask()).body());
        pages.add(operator.get("/object?type=url&value=" + encoded(attack)).body());

        for (String page : pages) {
            wellFormed(page);
            assertThat(page).doesNotContain("<script>", ATTACK);
        }
        assertThat(pages.get(0)).contains("xss.example.test");
        assertThat(pages.get(2)).contains("&lt;script&gt;alert(2)&lt;/script&gt;");
        assertThat(pages.get(4)).contains("&lt;script&gt;");
    }

    @Test
    void ticked_objects_are_decided_over_after_a_look_and_the_task_can_be_undone() throws Exception {
        send(operator, "/user-defined", "value", "http://ticked.example.test/a,b");
        send(operator, "/user-defined", "value", "198.51.100.20");
        String[] form = {"object", "url http://ticked.example.test/a,b", "object", "ip 198.51.100.20", "act", "log"};
        HttpResponse<String> asked = send(operator, "/objects/decide", form);
        assertThat(asked.body()).contains("2 ticked", "<dd>2</dd>");

        HttpResponse<String> done = send(operator, "/objects/decide", with(form, "confirmed", "yes"));
        String task = done.headers().firstValue("Location").orElseThrow().replaceAll(".*(/tasks/\\d+)$", "$1");
        wellFormed(operator.get(task).body());
        assertThat(operator.get(task).body()).contains("2 of 2", "Undo");
        assertThat(count(operator.get("/objects?action=log&text=ticked.example").body(), "name=\"object\""))
                .isEqualTo(1);
        assertThat(send(operator, task + "/undo").body()).contains("Is this meant?");
        assertThat(send(operator, task + "/undo", "confirmed", "yes").statusCode())
                .isEqualTo(302);
        assertThat(operator.get("/objects?action=log&text=ticked.example").body())
                .contains("0 found");
        HttpResponse<String> all = send(operator, "/objects/decide", "meant", "all", "text", "ticked", "act", "now");
        assertThat(all.body()).contains("all objects that the filter finds", "<dd>1</dd>");
    }

    @Test
    void a_file_is_imported_and_its_faults_are_told_by_line() throws Exception {
        String file = "198.51.100.40\nnot an object at all\n198.51.100.41\n";
        String body = part("_csrf", operator.csrf())
                + part("list", "user_defined")
                + part("format", "list")
                + part("mode", "each")
                + part("action", "")
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n"
                + file + "\r\n--b--\r\n";

        HttpResponse<String> taken = operator.form("/imports", "multipart/form-data; boundary=b", body);

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(302);
        String report = taken.headers().firstValue("Location").orElseThrow().replaceAll(".*(/imports/\\d+)$", "$1");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(operator.get(report).body())
                        .contains(">done</span>", "not an object at all")
                        .containsPattern("(?s)Taken</dt><dd>2</dd>.*Refused</dt><dd>1</dd>"));
        wellFormed(operator.get(report).body());
        assertThat(known("ip", "198.51.100.41")).isEqualTo(200);
    }

    @Test
    void a_product_is_registered_tested_disabled_and_removed() throws Exception {
        String secret = "a-secret-that-nobody-sees";
        HttpResponse<String> refused = send(
                operator,
                "/products/new",
                "connector",
                "ds",
                "name",
                "Bad Name",
                "setting.url",
                "ftp://x",
                "setting.apiKey",
                secret);
        assertThat(refused.statusCode()).isEqualTo(400);
        wellFormed(refused.body());
        assertThat(refused.body())
                .contains("role=\"alert\"", "value=\"Bad Name\"", "value=\"ftp://x\"", "type=\"password\"")
                .doesNotContain(secret);

        HttpResponse<String> made = send(
                operator,
                "/products/new",
                "connector",
                "ds",
                "name",
                "ds-form",
                "setting.url",
                "http://127.0.0.1:9",
                "setting.apiKey",
                secret);
        assertThat(made.headers().firstValue("Location").orElse(made.body())).endsWith("/product?name=ds-form");
        assertThat(operator.get("/product?name=ds-form").body())
                .contains("http://127.0.0.1:9", "Test the connection", "Has its list up to change")
                .doesNotContain(secret);
        HttpResponse<String> tested = send(operator, "/products/ds-form/test");
        assertThat(tested.statusCode()).isEqualTo(200);
        assertThat(tested.body()).contains("Connection test", "<dd>no</dd>");
        assertThat(send(operator, "/products/ds-form/sync").statusCode()).isEqualTo(302);
        HttpResponse<String> stop = send(operator, "/products/ds-form/stop");
        assertThat(stop.body()).contains("Is this meant?", "Stop ds-form");
        assertThat(send(operator, "/products/ds-form/stop", "confirmed", "yes").statusCode())
                .isEqualTo(302);
        assertThat(operator.get("/products").body()).contains(">stopped</span>");
        assertThat(operator.get("/product?name=ds-form").body()).contains("Resume");
        send(operator, "/products/ds-form/resume", "confirmed", "yes");
        send(operator, "/products/ds-form/disable");
        assertThat(operator.get("/products").body()).contains(">paused</span>");
        assertThat(send(operator, "/products/fixed/disable").body()).contains("ctd.products.fixed");
        assertThat(send(operator, "/products/ds-form/remove").body()).contains("its settings are forgotten");
        assertThat(send(operator, "/products/ds-form/remove", "confirmed", "yes")
                        .statusCode())
                .isEqualTo(302);
        assertThat(operator.get("/product?name=ds-form").statusCode()).isEqualTo(404);
    }

    @Test
    void presets_and_lives_are_changed_after_a_look() throws Exception {
        String[] preset = {"type", "ip", "risk", "medium", "action", "log"};
        assertThat(send(operator, "/presets", preset).body()).contains("Preset log for IP address with risk medium");
        assertThat(send(operator, "/presets", with(preset, "confirmed", "yes")).statusCode())
                .isEqualTo(302);
        assertThat(RunningHub.json(operator.get("/api/v1/presets/ip/medium"))
                        .path("action")
                        .asText())
                .isEqualTo("log");
        assertThat(send(operator, "/presets/life", "type", "url", "days", "9").body())
                .contains("stay 9 days");
        send(operator, "/presets/life", "type", "url", "days", "9", "confirmed", "yes");
        assertThat(operator.get("/presets").body()).contains("<td>9</td>");
    }

    @Test
    void keys_and_tokens_are_made_shown_and_revoked_and_it_is_noted() throws Exception {
        HttpResponse<String> made = send(admin, "/keys", "kind", "distribution", "name", "floor 3", "admits", "nobody");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        wellFormed(made.body());
        String key = found(made.body(), "<dt>Key</dt><dd class=\"value\">([^<]+)</dd>");
        String id = found(made.body(), "action=\"/keys/(\\d+)/show\"");
        assertThat(admin.get("/keys").body()).contains("floor 3").doesNotContain(key);
        assertThat(send(admin, "/keys/" + id + "/show").body()).contains(key);
        assertThat(admin.get("/audit").body()).contains("key");
        assertThat(send(admin, "/keys/" + id + "/rotate").body())
                .contains("<dt>Key</dt>")
                .doesNotContain(key);
        assertThat(send(admin, "/keys/" + id + "/revoke").statusCode()).isEqualTo(302);
        assertThat(send(admin, "/keys", "kind", "distribution", "name", "x", "key", "no guid")
                        .body())
                .contains("no GUID");

        String token = found(
                send(admin, "/tokens", "name", "ci", "role", "viewer", "expires", "")
                        .body(),
                "(ctd_[A-Za-z0-9_-]{43})");
        assertThat(hub.bearer(token).get("/api/v1/products").statusCode()).isEqualTo(200);
        assertThat(admin.get("/keys").body()).doesNotContain(token);
        assertThat(send(operator, "/tokens", "name", "ci", "role", "viewer").statusCode())
                .isEqualTo(403);
    }

    @Test
    void distribution_is_switched_by_administrators() throws Exception {
        assertThat(send(operator, "/distribution", "enabled", "false").statusCode())
                .isEqualTo(403);
        assertThat(send(admin, "/distribution", "enabled", "false", "serviceUrl", "nowhere")
                        .statusCode())
                .isEqualTo(400);
        send(admin, "/distribution", "enabled", "false", "serviceUrl", "https://hub.example.test");
        assertThat(admin.get("/distribution").body()).contains(">off</span>", "https://hub.example.test");
        send(admin, "/distribution", "enabled", "true");
        assertThat(admin.get("/distribution").body()).contains(">on</span>", "not set");
    }

    @Test
    void test_objects_are_sent_and_withdrawn() throws Exception {
        HttpResponse<String> sent = send(operator, "/tests");
        String page = sent.headers().firstValue("Location").orElseThrow().replaceAll(".*(/tests\\?number=\\d+)$", "$1");
        assertThat(operator.get(page).body()).contains("ctd-test-", "Withdraw them now");
        send(operator, page.replace("?number=", "/") + "/withdraw");
        assertThat(operator.get(page).body()).contains("<td>no</td>").doesNotContain("<td>yes</td>");
    }

    @Test
    void who_calls_and_waits_is_shown_as_it_calls_itself_and_let_in() throws Exception {
        UUID client = UUID.randomUUID();
        hub.context
                .getBean(IncomingCalls.class)
                .note(new IncomingCalls.Call(
                        "203.0.113.9", "register", client.toString(), ATTACK, ATTACK, "refused", "unknown key"));
        hub.context.getBean(Subscribers.class).register(client, ATTACK, ATTACK, Optional.empty(), Optional.empty());
        String page = operator.get("/products").body();
        wellFormed(page);
        assertThat(page)
                .contains("unknown key", "203.0.113.9", "&lt;script&gt;")
                .doesNotContain("<script>");
        String admit = found(page, "action=\"(/subscribers/\\d+/admit)\"");

        assertThat(send(operator, admit, "connector", "ddan").body()).contains("role=\"alert\"", "takes no objects");
        assertThat(send(operator, admit, "connector", "sps", "version", "").statusCode())
                .isEqualTo(302);

        assertThat(operator.get("/products").body()).contains(">active</span>").doesNotContain(admit);
        assertThat(send(operator, admit.replace("admit", "dismiss")).statusCode())
                .isEqualTo(302);
        assertThat(operator.get("/products").body()).contains(">gone</span>");
    }

    @Test
    void what_a_brake_holds_is_shown_and_released() throws Exception {
        hub.database.jdbc().sql("""
                        insert into brake (kind, product_id, reason, at, last_at)
                        select 'mass_arrival', id, 'It brought too many.', now(), now() from product
                         where name = 'fixed'""").update();
        assertThat(operator.get("/products").body()).contains(">held</span>");
        assertThat(operator.get("/product?name=fixed").body()).contains(">held</span>");
        String page = operator.get("/brakes").body();
        wellFormed(page);

        send(operator, found(page, "action=\"(/brakes/\\d+/release)\""));

        assertThat(operator.get("/brakes").body()).contains("It brought too many.", "by olga");
        assertThat(operator.get("/products").body()).doesNotContain(">held</span>");
    }

    @Test
    void what_is_in_quarantine_is_shown_as_it_came_tried_again_and_thrown_away() throws Exception {
        for (int i = 0; i < 60; i++) {
            hub.database
                    .jdbc()
                    .sql("""
                            insert into quarantine (product_id, stream, reason, message, record, first_at, last_at, digest)
                            select id, 'objects', 'not_hex', 'No hash.', :record, now(), now(), sha256(convert_to(:record, 'UTF8'))
                              from product where name = 'fixed'""")
                    .param("record", "<script>alert(" + i + ")</script>")
                    .update();
        }
        String page = operator.get("/quarantine?product=fixed").body();
        wellFormed(page);
        assertThat(page).contains("&lt;script&gt;alert(", "No hash.", "after=").doesNotContain("<script>alert");

        HttpResponse<String> again = send(operator, found(page, "action=\"(/quarantine/\\d+/retry)\""));
        wellFormed(again.body());
        assertThat(again.body()).contains("It was put aside again:");
        send(operator, found(page, "action=\"(/quarantine/\\d+/discard)\""));

        String asked = send(operator, "/quarantine/all", "act", "discard", "product", "fixed")
                .body();
        assertThat(asked).contains("Discard 59 records in quarantine.");
        assertThat(send(operator, "/quarantine/all", "act", "discard", "product", "fixed", "confirmed", "yes")
                        .body())
                .contains("Nothing in quarantine fits.");
        assertThat(send(operator, "/quarantine/all", "act", "eat", "confirmed", "yes")
                        .statusCode())
                .isEqualTo(400);
        assertThat(admin.get("/audit?action=quarantine.discard").body()).contains("olga");
    }

    @Test
    void each_preset_is_shown_and_a_life_that_is_no_number_can_be_mended() throws Exception {
        String page = operator.get("/presets").body();
        assertThat(count(page, "class=\"badge action-")).isEqualTo(15);
        assertThat(count(page, "class=\"badge action-log\"")).isPositive();

        HttpResponse<String> odd = send(operator, "/presets/life", "type", "url", "days", "a week");
        assertThat(odd.statusCode()).isEqualTo(400);
        assertThat(odd.body()).contains("The days are no number", "value=\"a week\"", "value=\"url\" selected");
    }

    @Test
    void objects_come_in_the_order_that_is_chosen_page_by_page() throws Exception {
        Caller program = hub.with(Role.OPERATOR);
        for (int i = 0; i < 9; i++) {
            int n = i * 4 % 9;
            program.post("/api/v1/user-defined", """
                    {"value": "%d.sorted.example.test", "expiresAt": "2090-01-0%dT00:00:00Z"}""".formatted(n, 9 - n));
        }
        program.delete("/api/v1/user-defined?type=domain&value=8.sorted.example.test");
        program.post("/api/v1/user-defined", "{\"value\": \"3.sorted.example.test\", \"action\": \"log\"}");

        assertThat(sorted(program, "value")).isEqualTo("012345678");
        assertThat(sorted(program, "oldest")).isEqualTo("048372615");
        assertThat(sorted(program, "newest")).isEqualTo("516273840");
        assertThat(sorted(program, "expires")).as("3 never does").isEqualTo("76542103");
        assertThat(sorted(program, "changed")).isEqualTo("385162740");
        String page =
                operator.get("/user-defined?text=sorted.example&sort=expires").body();
        wellFormed(page);
        assertThat(page.indexOf(">7.sorted")).isPositive().isLessThan(page.indexOf(">6.sorted"));
        assertThat(page).contains("<caption>What expires first, of what is listed</caption>");
        assertThat(operator.get("/objects/export?text=sorted.example&sort=expires")
                        .body()
                        .lines())
                .as("an export holds what the filter finds, whatever the page shows")
                .hasSize(10);
        HttpResponse<String> unknown = program.get("/api/v1/objects?sort=colour");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("newest, oldest, value, changed, expires");
    }

    /** The first characters of all that are found, two at a time. */
    private static String sorted(Caller program, String order) throws Exception {
        StringBuilder found = new StringBuilder();
        JsonNode page;
        long after = 0;
        do {
            page = RunningHub.json(
                    program.get("/api/v1/objects?text=sorted.example&limit=2&sort=" + order + "&after=" + after));
            page.path("items")
                    .forEach(line -> found.append(line.path("value").asText().charAt(0)));
            after = page.path("next").asLong();
        } while (after != 0);
        return found.toString();
    }

    @Test
    void people_are_let_in_changed_and_removed_and_the_last_administrator_stays() throws Exception {
        send(admin, "/accounts", "name", "vera", "password", RunningHub.PASSWORD, "role", "viewer");
        Caller vera = hub.signedIn("vera", RunningHub.PASSWORD);
        assertThat(vera.get("/").statusCode()).isEqualTo(200);
        String page = admin.get("/accounts").body();
        wellFormed(page);
        assertThat(page).contains("action=\"/accounts/vera\"").doesNotContain(RunningHub.PASSWORD);

        HttpResponse<String> again =
                send(admin, "/accounts", "name", "vera", "password", "another-long-password", "role", "viewer");
        assertThat(again.body())
                .contains("There is an account of this name already", "value=\"vera\"")
                .doesNotContain("another-long-password");
        assertThat(send(admin, "/accounts", "name", "paul", "password", "short", "role", "viewer")
                        .statusCode())
                .isEqualTo(400);

        send(admin, "/accounts/vera", "disabled", "true");
        assertThat(vera.get("/").statusCode()).isEqualTo(302);
        assertThat(admin.get("/accounts").body()).contains(">disabled</span>", ">Enable</button>");
        send(admin, "/accounts/vera", "disabled", "false");
        send(admin, "/accounts/vera", "role", "operator", "password", " with blanks round it ");
        assertThat(hub.signedIn("vera", " with blanks round it ").get("/lookup").statusCode())
                .isEqualTo(200);
        assertThat(send(admin, "/accounts/vera/remove").body()).contains("Is this meant?", "Remove the account vera");
        send(admin, "/accounts/vera/remove", "confirmed", "yes");
        assertThat(admin.get("/accounts").body()).doesNotContain("/accounts/vera");
        assertThat(admin.get("/audit?action=account.remove").body()).contains("vera");

        HttpResponse<String> last = send(admin, "/accounts/admin", "disabled", "true");
        assertThat(last.body()).contains("last administrator");
        assertThat(admin.get("/accounts").statusCode()).isEqualTo(200);
    }

    @Test
    void each_route_is_shown_with_what_it_is_for_how_it_does_and_what_failed_last() throws Exception {
        await().atMost(SOON)
                .until(() -> RunningHub.json(admin.get("/api/v1/routes")).findValuesAsText("total").stream()
                        .anyMatch(total -> !total.equals("0")));
        String page = operator.get("/routes").body();
        wellFormed(page);
        assertThat(page).contains("<code>expire.due</code>", "Looks whether the time has come for any object");
        assertThat(page.indexOf("<code>collect.")).isLessThan(page.indexOf("<code>report."));
        assertThat(operator.send("GET", "/routes", null, "HX-Request", "true").body())
                .doesNotContain("<html", "<h1>")
                .contains("expire.due");
    }

    @Test
    void what_products_met_is_looked_for_counted_shown_over_time_and_taken_out() throws Exception {
        String attacked = "<script>alert(7)</script>";
        Instant now = hub.clock.instant();
        hub.with(Role.OPERATOR)
                .post("/api/v1/detections?product=fixed", """
                        [{"value": "http://met.example.test/", "action": "block", "endpoint": "pc1", "at": "%1$s"},
                         {"value": "http://met.example.test/", "action": "log", "endpoint": "pc1", "at": "%1$s"},
                         {"value": "met.example.test", "action": "log", "endpoint": "%2$s", "at": "%1$s"},
                         {"value": "met.example.test", "action": "log", "endpoint": "pc1", "at": "%3$s"}]""".formatted(now, attacked, now.minus(Duration.ofDays(3))));

        String page = operator.get("/detections?by=endpoint&by=action&text=met.example.test")
                .body();
        wellFormed(page);
        assertThat(page).contains("&lt;script&gt;alert(7)", "The highest counts 3.", "class=\"did-block\"");
        assertThat(count(page, "<rect class=\"did-")).isEqualTo(3);
        assertThat(count(page, "Only these: line ")).isEqualTo(3);
        assertThat(page).containsPattern("<td class=\"text\">pc1</td>\\s*<td class=\"text\">block</td>");
        String narrowed = found(page, "href=\"(/detections[^\"]+)\" aria-label=\"Only these: line 1\"")
                .replace("&amp;", "&");
        assertThat(count(operator.get(narrowed).body(), "<td class=\"value\">")).isEqualTo(2);

        String csv = operator.get(
                        found(page, "href=\"(/detections/export[^\"]+form=csv)").replace("&amp;", "&"))
                .body();
        assertThat(csv.lines()).hasSize(5);
        assertThat(operator.get("/detections/export?form=ndjson&endpoint=pc1")
                        .body()
                        .lines())
                .hasSize(3);
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        String one =
                operator.get("/detections?first=" + today + "&last=" + today).body();
        assertThat(one).contains("One bar is an hour.", "The highest counts 3.");
        HttpResponse<String> turned = operator.get("/detections?first=2026-02-02&last=2026-02-01");
        assertThat(turned.statusCode()).isEqualTo(400);
        assertThat(turned.body()).contains("The first day, 2026-02-02, comes after the last, 2026-02-01.");
        assertThat(operator.get("/detections?first=someday").statusCode()).isEqualTo(400);
    }

    @Test
    void what_a_warning_list_holds_is_shown_and_released() throws Exception {
        String empty = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
        hub.database.jdbc().sql("""
                        with found as (
                            insert into object (type, value, digest)
                            values ('file_sha1', :value, sha256(convert_to(:value, 'UTF8'))) returning id
                        )
                        insert into sighting (object_id, product_id, stream, risk, first_seen, last_seen, expires_at)
                        select found.id, product.id, 'objects', 3, now(), now(), 'infinity'
                          from found cross join product where product.name = 'fixed'""").param("value", empty).update();
        hub.database
                .jdbc()
                .sql("select enlist(array(select id from object where value = ?), now())")
                .param(empty)
                .query(row -> {});
        String page = operator.get("/warning-lists").body();
        wellFormed(page);
        assertThat(page).contains("Empty files and test viruses", ">hold</span>", empty, ">held</span>");
        assertThat(operator.get("/object?type=file_sha1&value=" + empty).body())
                .contains("held by the warning list Empty files and test viruses");
        assertThat(send(operator, "/warning-lists", "name", "built-in", "mode", "inform")
                        .body())
                .contains("Set the warning list built-in to: inform.");

        send(operator, "/warning-lists/release", "type", "file_sha1", "value", empty);

        assertThat(operator.get("/warning-lists").body()).contains("No warning list keeps anything off the list.");
        assertThat(operator.get("/objects?text=" + empty).body()).contains(">listed</span>");
        assertThat(send(operator, "/warning-lists", "name", "built-in", "mode", "block")
                        .body())
                .contains("Use inform, hold or suppress.");
        assertThat(send(operator, "/warning-lists/remove", "name", "none").body())
                .contains("There is no warning list of that name");
    }

    @Test
    void a_look_up_tells_of_each_line_what_is_known() throws Exception {
        send(operator, "/user-defined", "value", "198.51.100.60");
        HttpResponse<String> found =
                send(operator, "/lookup", "values", "198[.]51[.]100[.]60\r\n\r\n198.51.100.61\r\n??");
        wellFormed(found.body());
        assertThat(found.body()).contains("IP address 198.51.100.60", "not known", "is refused");
        assertThat(send(operator, "/lookup", "values", "").statusCode()).isEqualTo(400);
        String many = "198.51.100.61\n".repeat(501);
        assertThat(send(operator, "/lookup", "values", many).body()).contains("1 to 500");
        String longest = ("http://long.example.test/" + "a".repeat(1_900) + "\n").repeat(500);
        assertThat(send(operator, "/lookup", "values", longest).statusCode()).isEqualTo(200);
    }

    @Test
    void a_list_of_many_is_shown_page_by_page() throws Exception {
        String csrf = operator.csrf();
        for (int i = 0; i < 101; i++) {
            operator.send(
                    "POST",
                    "/api/v1/user-defined",
                    "{\"value\":\"paged-" + i + ".example.test\"}",
                    "X-CSRF-TOKEN",
                    csrf);
        }
        String first = operator.get("/objects?text=paged-").body();
        assertThat(first).contains("101 found");
        assertThat(count(first, "name=\"object\"")).isEqualTo(100);
        String next = found(first, "rel=\"next\" href=\"([^\"]+)\"").replace("&amp;", "&");

        String second = operator.get(next).body();

        assertThat(second).contains("paged-0.example.test").doesNotContain("rel=\"next\"");
        assertThat(count(second, "name=\"object\"")).isEqualTo(1);
    }

    @Test
    void what_a_filter_finds_is_exported_as_a_sheet_in_which_nothing_is_carried_out() throws Exception {
        send(operator, "/user-defined", "value", "exported.example.test", "notes", "=cmd|' /c calc'!A1");

        HttpResponse<String> sheet = operator.get("/objects/export?text=exported.example");

        assertThat(sheet.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(sheet.body().lines())
                .hasSize(2)
                .first()
                .isEqualTo("type,value,lists,state,risk,action,expires,sources,sha256,notes,first_seen");
        assertThat(sheet.body())
                .contains("domain,exported.example.test,user_defined,listed,high,block,never,,,'=cmd|' /c calc'!A1,");
    }

    private static int known(String type, String value) throws Exception {
        return operator.get("/object?type=" + type + "&value=" + encoded(value)).statusCode();
    }

    private static String latestTask() throws Exception {
        return found(operator.get("/tasks").body(), "href=\"/tasks/(\\d+)\"");
    }

    private static String[] with(String[] fields, String... more) {
        return Stream.concat(Stream.of(fields), Stream.of(more)).toArray(String[]::new);
    }

    private static String part(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String found(String page, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(page);
        assertThat(matcher.find()).as(pattern + " in " + page).isTrue();
        return matcher.group(1);
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
