// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import org.ctdhub.lab.simulator.Duplicates;
import org.ctdhub.lab.simulator.RuleManagerSimulator;
import org.ctdhub.testing.TestDatabase;
import org.ctdhub.web.HubUnderTest.Answer;
import org.junit.jupiter.api.Test;

/** Products that take a call and never answer it, as one behind a dropping firewall does. */
class UnreachableTest {

    private static final String KEY = "2:0123ABCD-0000-4000-8000-00000000CAFE";
    private static final int MANY = 15;

    @Test
    void nothing_waits_for_products_that_never_answer() throws Exception {
        try (TestDatabase database = TestDatabase.migrated();
                ServerSocket nobody = new ServerSocket(0, MANY, InetAddress.getLoopbackAddress());
                RuleManagerSimulator answers = new RuleManagerSimulator(
                        KEY, KEY + "2", Duplicates.RETURN_EXISTING, 100_000, Clock.systemUTC());
                HubUnderTest hub = new HubUnderTest(database, "--ctd.secrets.key=the-key-of-the-test")) {
            answers.start();
            Answer put = hub.post("/api/v1/user-defined", """
                    {"type": "file_sha256", "value": "%s", "action": "block"}""".formatted("a".repeat(64)));
            assertThat(put.status()).isEqualTo(201);
            for (int i = 0; i < MANY; i++) {
                register(hub, "silent-" + i, "http://127.0.0.1:" + nobody.getLocalPort());
            }
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(sending(database)).isEqualTo(MANY));

            register(hub, "answers", answers.url().toString());

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !answers.objects().isEmpty());
            assertThat(sending(database)).as("and the others still hang").isGreaterThanOrEqualTo(MANY);
            nobody.close(); // hangs up on all of them, so that the hub needn't wait for them to stop
        }
    }

    private static int sending(TestDatabase database) {
        return database.jdbc()
                .sql("select count(*) from delivered where state = 'sending'")
                .query(Integer.class)
                .single();
    }

    private static void register(HubUnderTest hub, String name, String url) throws Exception {
        Answer made = hub.post("/api/v1/products", """
                {"name": "%s", "connector": "ds", "version": "20.0", "settings": {"url": "%s", "apiKey": "%s"}}""".formatted(name, url, KEY));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    }
}
