// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.LabData;
import org.ctdhub.lab.simulator.LabObject;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What happens when something around the hub, or the hub itself, begins anew. */
class RestartTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void a_sandbox_that_counts_anew_is_read_from_its_beginning_by_the_daily_full_reading() throws IOException {
        try (Lab lab = new Lab(LabData.bundled(), Optional.empty(), Map.of("server.port", 0))) {
            JdbcClient jdbc = lab.hub().getBean(JdbcClient.class);
            await().atMost(SOON).until(() -> !enforced(lab).isEmpty());
            lab.sandbox().restart();
            jdbc.sql("update cursor set full_read_at = full_read_at - interval '1 day'")
                    .update();
            await().atMost(SOON)
                    .until(() -> jdbc.sql("select position from cursor")
                            .query(String.class)
                            .single()
                            .equals("0"));

            lab.sandbox().add(List.of(Finding.of("url", "http://anew.example.test/", "high")));

            await().atMost(SOON).until(() -> enforced(lab).contains("http://anew.example.test/"));
            assertThat(jdbc.sql("select count(*) from event where kind = 'restarted'")
                            .query(Integer.class)
                            .single())
                    .isOne();
        }
    }

    private static List<String> enforced(Lab lab) {
        return lab.product("sps-lab").objects().stream().map(LabObject::value).toList();
    }
}
