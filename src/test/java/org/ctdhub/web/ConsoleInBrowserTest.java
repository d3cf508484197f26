// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctdhub.auth.Role;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console as people use it: in a browser, in either language, by day and by night. */
class ConsoleInBrowserTest {

    private static final Path SCREENS = Path.of("target", "screens");

    private static final Map<String, String> PAGES = pages();

    private static RunningHub hub;
    private static Browser browser;

    private static Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("overview", "/");
        pages.put("objects", "/objects");
        pages.put("virtual-analyzer", "/objects?list=virtual_analyzer");
        pages.put("object", "/object?type=domain&value=bad.example.test");
        pages.put("lookup", "/lookup");
        pages.put("user-defined", "/user-defined");
        pages.put("exceptions", "/exceptions");
        pages.put("presets", "/presets");
        pages.put("brakes", "/brakes");
        pages.put("tasks", "/tasks");
        pages.put("task", "/tasks/1");
        pages.put("products", "/products");
        pages.put("product-new", "/products/new?connector=ds");
        pages.put("product", "/product?name=fixed");
        pages.put("distribution", "/distribution");
        pages.put("federation", "/federation");
        pages.put("tests", "/tests?number=1");
        pages.put("reports", "/reports");
        pages.put("keys", "/keys");
        pages.put("audit", "/audit");
        return pages;
    }

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Browser.isThere(), "there is no /usr/bin/chromium with /usr/bin/chromedriver on this machine");
        hub = RunningHub.with(
                "--ctd.preset=block",
                "--ctd.products.fixed.connector=sps",
                "--ctd.products.fixed.settings.apiKey=0123ABCD-0000-4000-8000-00000000CAFE");
        fill(hub.with(Role.ADMINISTRATOR));
        browser = new Browser(hub.url());
        browser.signIn("admin", RunningHub.PASSWORD);
    }

    private static void fill(Caller admin) throws Exception {
        for (String value : List.of("bad.example.test", "198.51.100.7", "http://bad.example.test/a")) {
            admin.post("/api/v1/user-defined", "{\"value\":\"" + value + "\",\"notes\":\"seen by hand\"}");
        }
        admin.post("/api/v1/test-objects", "");
        admin.post(
                "/api/v1/exceptions", "{\"type\":\"domain\",\"pattern\":\"*.ours.example.test\",\"notes\":\"ours\"}");
        admin.put("/api/v1/presets/ip/low", "{\"action\":\"log\"}");
        admin.post("/api/v1/reports", "{\"name\":\"weekly\",\"period\":\"weekly\"}");
        admin.post("/api/v1/keys", "{\"kind\":\"distribution\",\"name\":\"floor 3\",\"admits\":\"nobody\"}");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (hub != null) {
            hub.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ja"})
    void every_page_speaks_the_language_and_keeps_nobody_out_by_day_or_night(String language) throws Exception {
        List<String> wrong = new ArrayList<>();
        browser.open("/login?lang=" + language);
        for (Map.Entry<String, String> page : PAGES.entrySet()) {
            browser.open(page.getValue());
            browser.picture(SCREENS.resolve(page.getKey() + "-" + language + ".png"), null);
            browser.barriers().forEach(barrier -> wrong.add(page.getKey() + " " + barrier));
            assertThat(browser.one("html").getDomAttribute("lang")).isEqualTo(language);
            assertThat(browser.text()).as(page.getKey()).doesNotContain("??");
            assertThat(browser.noted()).as(page.getKey()).isEmpty();
        }
        assertThat(wrong).isEmpty();
        assertThat(browser.complaints()).isEmpty();
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
}
