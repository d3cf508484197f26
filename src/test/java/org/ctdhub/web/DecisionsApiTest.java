// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.ctdhub.testing.TestDatabase;
import org.junit.jupiter.api.Test;

/** What a caller may leave out of a decision. */
class DecisionsApiTest {

    @Test
    void a_decision_says_only_what_it_decides_and_is_carried_out() throws Exception {
        try (TestDatabase database = TestDatabase.migrated();
                HubUnderTest hub = new HubUnderTest(database)) {
            hub.post("/api/v1/user-defined", "{\"type\": \"ip\", \"value\": \"192.0.2.7\"}");

            assertThat(hub.post(
                                    "/api/v1/decisions",
                                    "{\"objects\": [{\"type\": \"ip\", \"value\": \"192.0.2.7\"}], \"hold\": true}")
                            .body()
                            .path("state")
                            .asText())
                    .isEqualTo("done");
            assertThat(hub.post("/api/v1/exceptions", "{\"type\": \"ip\", \"pattern\": \"192.0.2.0/24\"}")
                            .status())
                    .isEqualTo(201);
        }
    }
}
