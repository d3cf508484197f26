// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.ctdhub.lab.Lab;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.LabData;
import org.ctdhub.registry.IncomingCalls;
import org.ctdhub.registry.Subscribers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The console of the lab's hub as people use it: in a browser, in either language, by day and by night. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleInBrowserTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    /** How much of a page documents show. */
    private static final int SHOWN = 750;

    private static final Path SCREENS = Path.of("target", "screens");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** A finding whose way is shown. */
    private static final String FOUND = "http://update.example.test/setup.exe";

    private static final Map<String, String> PAGES = pages();

    private static Lab lab;
    private static Browser browser;

    private static Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("overview", "/");
        pages.put("objects", "/objects");
        pages.put("virtual-analyzer", "/objects?list=virtual_analyzer");
        pages.put("object", "/object?type=url&value=" + encoded(FOUND));
        pages.put("lookup", "/lookup");
        pages.put("user-defined", "/user-defined");
        pages.put("exceptions", "/exceptions");
        pages.put("presets", "/presets");
        pages.put("brakes", "/brakes");
        pages.put("warning-lists", "/warning-lists");
        pages.put("tasks", "/tasks");
        pages.put("task", "/tasks/1");
        pages.put("products", "/products");
        pages.put("product-new", "/products/new?connector=ds");
        pages.put("product", "/product?name=ds-lab");
        pages.put("distribution", "/distribution");
        pages.put("federation", "/federation");
        pages.put("tests", "/tests?number=1");
        pages.put("quarantine", "/quarantine");
        pages.put("detections", "/detections?by=action");
        pages.put("reports", "/reports");
        pages.put("routes", "/routes");
        pages.put("accounts", "/accounts");
        pages.put("keys", "/keys");
        pages.put("audit", "/audit");
        return pages;
    }

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Browser.isThere(), "there is no /usr/bin/chromium with /usr/bin/chromedriver on this machine");
        lab = new Lab(LabData.bundled(), Optional.empty(), Map.of("server.port", 0));
        lab.sandbox().add(List.of(Finding.of("url", FOUND, "high")));
        post("/api/v1/user-defined", Map.of("value", "bad.example.test", "notes", "seen in a mail"));
        post("/api/v1/exceptions", Map.of("type", "domain", "pattern", "*.ours.example.test", "notes", "our own"));
        post("/api/v1/test-objects", Map.of());
        post("/api/v1/reports", Map.of("name", "weekly", "period", "weekly"));
        post(
                "/api/v1/detections?product=iwsva-lab",
                List.of(
                        Map.of("value", "bad.example.test", "action", "block", "endpoint", "pc-1.example.test"),
                        Map.of("value", "bad.example.test", "action", "log", "endpoint", "pc-2.example.test")));
        put("/api/v1/presets/ip/low", Map.of("action", "log"));
        browser = new Browser(lab.url());
        JsonNode access = JSON.readTree(HTTP.send(
                        HttpRequest.newBuilder(URI.create(lab.url() + "/lab")).build(), BodyHandlers.ofString())
                .body());
        browser.signIn(
                access.at("/console/username").asText(),
                access.at("/console/password").asText());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(call("GET", "/api/v1/story?type=url&value=" + encoded(FOUND), null)
                                .body())
                        .contains("confirmed\"")
                        .contains("delivered\""));
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    @Order(1)
    @ParameterizedTest
    @ValueSource(strings = {"en", "ja"})
    void every_page_speaks_the_language_and_keeps_nobody_out_by_day_or_night(String language) throws Exception {
        List<String> wrong = new ArrayList<>();
        browser.open("/login?lang=" + language);
        for (Map.Entry<String, String> page : PAGES.entrySet()) {
            browser.open(page.getValue());
            browser.picture(SCREENS.resolve(page.getKey() + "-" + language + ".png"), null);
            // colours are the same in each language, and to look at them takes longest
            browser.barriers(language.equals("en")).forEach(barrier -> wrong.add(page.getKey() + " " + barrier));
            assertThat(browser.one("html").getDomAttribute("lang")).isEqualTo(language);
            assertThat(browser.text()).as(page.getKey()).doesNotContain("??");
            assertThat(browser.noted()).as(page.getKey()).isEmpty();
        }
        assertThat(wrong).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    /** The pictures that documents show are made here too: {@code -Dctd.test.screens=docs/screens}. */
    @Order(2)
    @Test
    void documents_show_the_console_as_it_is() throws Exception {
        String folder = System.getProperty("ctd.test.screens");
        assumeTrue(folder != null, "pictures for documents are made with -Dctd.test.screens=docs/screens");
        browser.open("/login?lang=en");
        browser.open("/");
        browser.picture(Path.of(folder, "overview.png"), SHOWN);
        browser.open("/objects?list=virtual_analyzer");
        browser.picture(Path.of(folder, "objects.png"), SHOWN);
        browser.open(PAGES.get("object"));
        browser.picture(Path.of(folder, "object.png"), SHOWN);
        browser.open("/login?lang=ja");
        browser.open("/");
        browser.picture(Path.of(folder, "overview.ja.png"), SHOWN);
    }

    @Test
    void the_language_is_chosen_by_a_link_and_kept() {
        browser.open("/objects?type=ip&lang=en");
        assertThat(browser.text()).contains("Suspicious objects", "Sign out");

        browser.press("a[hreflang=ja]");

        assertThat(browser.at()).contains("type=ip");
        assertThat(browser.text()).contains("不審オブジェクト", "ログオフ");
        browser.open("/exceptions");
        assertThat(browser.text()).contains("例外").doesNotContain("Exceptions");
        browser.press("a[hreflang=en]");
        assertThat(browser.text()).contains("Exceptions");
    }

    @Test
    void who_has_no_mouse_comes_to_the_content_with_one_key_and_sees_where_the_focus_is() {
        browser.open("/products?lang=en");
        browser.one("body").sendKeys(Keys.TAB);
        assertThat(browser.focus().getText()).isEqualTo("To the content");
        browser.focus().sendKeys(Keys.ENTER);
        assertThat(browser.focus().getDomAttribute("id")).isEqualTo("main");
        browser.focus().sendKeys(Keys.TAB);

        assertThat(browser.script("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        assertThat(browser.script("return document.querySelector('main').contains(document.activeElement)"))
                .isEqualTo(true);
    }

    @Test
    void the_overview_shows_what_moves_without_being_loaded_again() throws Exception {
        browser.open("/?lang=en");
        browser.script("window.kept = true");
        String before = browser.text(".total");

        lab.sandbox().add(List.of(Finding.of("domain", "moves.example.test", "high")));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(browser.text(".total")).isNotEqualTo(before));
        assertThat(browser.script("return window.kept")).isEqualTo(true);
        assertThat(browser.text()).contains("ddan-lab", "ds-lab");
    }

    @Test
    void a_filter_finds_while_it_is_typed_and_stands_in_the_address() {
        browser.open("/objects?lang=en");
        browser.type("text", "update.example");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(browser.text("#found p")).startsWith("1 found"));
        assertThat(browser.at()).contains("text=update.example");
        browser.choose("type", "ip");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(browser.text("#found p")).startsWith("0 found"));
    }

    @Test
    void objects_are_ticked_decided_over_after_a_look_and_the_task_tells_how_far_it_is() {
        browser.open("/objects?lang=en&type=domain&list=virtual_analyzer");
        int ticks = browser.all("input[name=object]").size();
        browser.press("input[data-ticks]");
        assertThat(browser.all("input[name=object]:checked")).hasSize(ticks);
        browser.choose("act", "log");
        browser.press("fieldset button");
        assertThat(browser.text()).contains("Is this meant?", ticks + " ticked");

        browser.press("main form button");

        await().atMost(SOON).untilAsserted(() -> assertThat(browser.text()).contains(ticks + " of " + ticks, "done"));
        browser.press("main form button");
        await().atMost(SOON).untilAsserted(() -> assertThat(browser.text()).contains("Is this meant?"));
        browser.press("main form button");
        await().atMost(SOON).untilAsserted(() -> assertThat(browser.text()).contains("undo", "done"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/user-defined | details:nth-of-type(1) | value | no such thing | 198.51.100.90 | 198.51.100.90",
                "/exceptions   | details:nth-of-type(1) | pattern | * | *.fine.example.test | Is this meant?",
                "/presets      | section:nth-of-type(2) | days | -1 | 9 | Is this meant?",
                "/distribution | form | serviceUrl | nowhere | https://hub.example.test | https://hub.example.test",
                "/federation   | form | hubUrl | nowhere | | Edges",
                "/reports      | section:last-of-type form | zone | Mars/Phobos | Asia/Tokyo | Asia/Tokyo",
                "/keys         | section:nth-of-type(1) > form | name | | floor 4 | floor 4",
                "/lookup       | form | values | | 198.51.100.90 | What is known",
                "/products/new?connector=ds | form.column | url | ftp://x | http://127.0.0.1:9 | tokyo-1"
            })
    void a_form_says_what_is_wrong_and_takes_what_is_right(
            String path, String form, String field, String bad, String good, String then) throws Exception {
        browser.open(path + (path.contains("?") ? "&" : "?") + "lang=en");
        browser.openAll("details");
        String name = path.startsWith("/products") ? "setting." + field : field;
        fill(path, form, false);
        browser.type(form, name, bad == null ? "" : bad);
        browser.submit(form);
        await().atMost(SOON).untilAsserted(() -> assertThat(browser.text()).contains("This was not done:"));
        assertThat(browser.all("[role=alert]")).hasSize(1);

        browser.openAll("details");
        fill(path, form, true);
        browser.type(form, name, good == null ? "" : good);
        browser.submit(form);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(browser.text()).contains(then).doesNotContain("This was not done:"));
        assertThat(browser.noted()).isEmpty();
        browser.complaints();
    }

    /** What else a form has to have. */
    private static void fill(String path, String form, boolean right) {
        switch (path) {
            case "/exceptions" -> browser.choose("type", "domain");
            case "/federation" -> browser.choose("role", right ? "hub" : "edge");
            case "/reports" -> browser.type(form, "name", "daily");
            case "/products/new?connector=ds" -> {
                browser.type(form, "name", "tokyo-1");
                browser.type(form, "setting.apiKey", "2:" + UUID.randomUUID());
            }
            default -> {}
        }
    }

    @Order(Integer.MAX_VALUE)
    @Test
    void fifty_attacks_that_were_stored_are_text_on_every_page() throws Exception {
        List<String> attacks = Files.readAllLines(Path.of("src/test/resources/console/attacks.txt"));
        assertThat(attacks).hasSize(50);
        for (String attack : attacks) {
            String url = attacked(attack);
            post("/api/v1/user-defined", Map.of("type", "url", "value", url, "notes", attack));
            post("/api/v1/exceptions", Map.of("type", "url", "pattern", url, "notes", attack));
            lab.sandbox().add(List.of(Finding.of("domain", attack, "high"), Finding.of("url", url + "-", "high")));
            UUID client = UUID.randomUUID();
            lab.hub()
                    .getBean(IncomingCalls.class)
                    .note(new IncomingCalls.Call(
                            "203.0.113.9", "register", client.toString(), attack, attack, "refused", attack));
            lab.hub().getBean(Subscribers.class).register(client, attack, attack, Optional.empty(), Optional.empty());
            post(
                    "/api/v1/detections?product=iwsva-lab",
                    List.of(Map.of("type", "url", "value", url, "action", "log", "endpoint", attack)));
        }
        browser.complaints();
        List<String> pages = new ArrayList<>(PAGES.values());
        pages.add("/objects?text=xss.example&source=" + encoded(attacks.get(1)));
        pages.add("/user-defined?text=xss.example");
        for (int i = 0; i < attacks.size(); i += 7) {
            pages.add("/object?type=url&value=" + encoded(attacked(attacks.get(i))));
            pages.add("/audit?actor=" + encoded(attacks.get(i)));
        }
        for (String page : pages) {
            browser.open(page);
            assertThat(browser.noted()).as(page).isEmpty();
        }
        browser.open("/?lang=en");
        assertThat(browser.text()).contains("Needs somebody", "50 callers wait to be let in.");
        browser.open("/user-defined?text=xss.example");
        assertThat(browser.all("tbody tr")).hasSize(50);
        assertThat(browser.text()).contains("<img src=x onerror=alert(1)>");
        assertThat(browser.complaints()).isEmpty();
    }

    private static String attacked(String attack) {
        return "http://xss.example.test/" + attack.replace(" ", "%20");
    }

    private static void post(String path, Object body) throws Exception {
        call("POST", path, body);
    }

    private static void put(String path, Object body) throws Exception {
        call("PUT", path, body);
    }

    private static HttpResponse<String> call(String method, String path, Object body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(lab.url() + path))
                        .header("Authorization", "Bearer " + lab.operatorToken())
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
