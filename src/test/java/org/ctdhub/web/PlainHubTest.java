// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** An edge whose hub can't hold its answers back. */
class PlainHubTest {

    private static final String READ = "get_black_lists";

    @Test
    void a_hub_that_holds_nothing_back_is_asked_now_and_then_and_at_once_when_somebody_wants_it() throws Exception {
        try (PlainHub hub = new PlainHub();
                ManagedHub edge = new ManagedHub(
                        "--ctd.federation.role=edge",
                        "--ctd.federation.hub.url=" + hub.url(),
                        "--ctd.federation.hub.key=" + Federated.EDGE_KEY,
                        "--ctd.federation.poll=100m")) {
            await().atMost(Federated.SOON).until(() -> isResting(edge) && hub.calls("get_digests") > 0);
            assertThat(hub.calls(READ)).as("once to catch up, once to wait").isEqualTo(2);
            assertThat(hub.calls("get_exception_list")).isEqualTo(1);
            assertThat(dueAt(edge)).isBetween(minutesOn(70), minutesOn(130));

            edge.post("/api/v1/federation/sync", "", 200);

            await().atMost(Federated.SOON).until(() -> hub.calls(READ) == 4);
        }
    }

    private static Instant minutesOn(int minutes) {
        return Instant.now().plusSeconds(60L * minutes);
    }

    private static boolean isResting(ManagedHub edge) {
        return edge.database()
                .jdbc()
                .sql("select lease is null and attempt > 0 and due_at > now() from link where errand = 'read'")
                .query(Boolean.class)
                .single();
    }

    private static Instant dueAt(ManagedHub edge) {
        return edge.database()
                .jdbc()
                .sql("select due_at from link where errand = 'read'")
                .query(java.time.OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
