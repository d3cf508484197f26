// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.apache.camel.CamelContext;
import org.ctdhub.auth.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** When a hub lives, and when it is ready. */
class HealthTest {

    private static final String LIVES = "/actuator/health/liveness";
    private static final String READY = "/actuator/health/readiness";

    private static RunningHub hub;

    @BeforeAll
    static void start() {
        hub = RunningHub.with("--ctd.tick-millis=100");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void a_hub_with_a_product_that_does_not_answer_is_ready_and_shows_what_is_wrong_with_the_product()
            throws Exception {
        hub.with(Role.OPERATOR).post("/api/v1/products", """
                {"name": "gone", "connector": "ddan", "version": "6.8",
                 "settings": {"url": "http://127.0.0.1:1", "apiKey": "11111111-0000-4000-8000-00000000CAFE"}}""");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> RunningHub.json(hub.with(Role.VIEWER).get("/api/v1/products/gone"))
                        .hasNonNull("lastError"));

        assertThat(status(READY)).isEqualTo(200);
        assertThat(hub.nobody().get(READY).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(status(LIVES)).isEqualTo(200);
    }

    @Test
    void a_hub_whose_core_route_stands_still_is_not_ready_and_lives() throws Exception {
        CamelContext camel = hub.context.getBean(CamelContext.class);
        camel.getRouteController().stopRoute("register.store");

        assertThat(status(READY)).isEqualTo(503);
        assertThat(status(LIVES)).isEqualTo(200);

        camel.getRouteController().startRoute("register.store");
        assertThat(status(READY)).isEqualTo(200);
    }

    @Test
    void a_hub_on_a_database_that_lacks_a_migration_is_not_ready() throws Exception {
        String last = " where version = (select max(version::int)::text from flyway_schema_history)";
        change("create table kept as select * from flyway_schema_history" + last);
        change("delete from flyway_schema_history" + last);

        assertThat(status(READY)).isEqualTo(503);

        change("insert into flyway_schema_history select * from kept");
        assertThat(status(READY)).isEqualTo(200);
    }

    private static void change(String sql) {
        hub.database.jdbc().sql(sql).update();
    }

    private static int status(String path) throws Exception {
        return hub.nobody().get(path).statusCode();
    }
}
