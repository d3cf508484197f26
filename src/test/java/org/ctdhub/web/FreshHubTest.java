// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console of a hub to which nothing was said yet. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FreshHubTest {

    private static RunningHub hub;
    private static Caller admin;

    @BeforeAll
    static void start() throws Exception {
        hub = RunningHub.with();
        admin = hub.signedIn("admin", RunningHub.PASSWORD);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    /** Each page by what it says while there is nothing to show. */
    @Order(1)
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /                           | Nothing yet. Objects appear here     | まだありません。
                    /objects                    | 0 found                              | 0 件
                    /user-defined               | 0 found                              | 0 件
                    /exceptions                 | There is none.                       | ありません。
                    /products                   | No product is registered.            | 登録されている製品はありません。
                    /brakes                     | Nothing is held, and nothing was.    | 保留中のものも
                    /detections                 | Detections come from products        | 条件に合う検出はありません。
                    """)
    void each_page_says_what_belongs_there(String path, String english, String japanese) throws Exception {
        assertThat(page(path, "en")).contains("<html lang=\"en\">", english).doesNotContain("??");
        assertThat(page(path, "ja")).contains("<html lang=\"ja\">", japanese).doesNotContain("??");
    }

    @Order(2)
    @Test
    void the_overview_leads_to_the_first_product_and_offers_the_lab_until_there_is_one() throws Exception {
        for (String language : new String[] {"ja", "en"}) {
            assertThat(page("/", language)).contains("href=\"/products/new\"", "<code>mvn spring-boot:test-run</code>");
        }
        assertThat(page("/products/new", "en")).contains("Deep Discovery Analyzer", "Deep Security");
        String form = page("/products/new?connector=ds", "ja");
        assertThat(form).contains("製品で作成します。役割にソフトウェアルールセットの編集権限が必要です").doesNotContain("made in the product");

        HttpResponse<String> registered = admin.form(
                "/products/new",
                "_csrf=" + admin.csrf()
                        + "&connector=ds&name=first&version=20.0&setting.url=https%3A%2F%2Fds.example.test&setting.apiKey=key");

        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(302);
        assertThat(page("/", "en")).contains("first").doesNotContain("mvn spring-boot:test-run");
    }

    private static String page(String path, String language) throws Exception {
        HttpResponse<String> page = admin.get(path + (path.contains("?") ? "&" : "?") + "lang=" + language);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return page.body();
    }
}
