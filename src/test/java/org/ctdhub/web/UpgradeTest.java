// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.ctdhub.object.ObjectType;
import org.ctdhub.testing.TestDatabase;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * A registry that has been there since the first version: each migration meets the data of the version before
 * ({@code src/test/resources/upgrade}), and a hub goes on with what comes of it.
 */
class UpgradeTest {

    private static ManagedHub hub;

    @BeforeAll
    static void upgrade() {
        TestDatabase database = TestDatabase.empty();
        for (MigrationVersion version : versions(database)) {
            Flyway.configure()
                    .dataSource(database.dataSource())
                    .target(version)
                    .repeatableSqlMigrationPrefix("none") // what is repeated stands on the newest tables alone
                    .load()
                    .migrate();
            ClassPathResource data = new ClassPathResource("upgrade/V" + version + ".sql");
            if (data.exists()) {
                new ResourceDatabasePopulator(data).execute(database.dataSource());
            }
        }
        hub = new ManagedHub(database);
    }

    private static List<MigrationVersion> versions(TestDatabase database) {
        MigrationInfo[] all = Flyway.configure()
                .dataSource(database.dataSource())
                .load()
                .info()
                .pending();
        return Arrays.stream(all)
                .map(MigrationInfo::getVersion)
                .filter(version -> version != null)
                .toList();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void what_was_listed_in_the_first_version_is_listed_in_this_one() {
        assertThat(Federated.list(hub))
                .contains(
                        "198.51.100.9 va:- ud:log",
                        "203.0.113.7 va:block/3 ud:-",
                        "a".repeat(40) + " va:block/3 ud:-",
                        "http://old.example.test/x va:log/3 ud:-");
    }

    @Test
    void a_story_that_began_in_the_first_version_goes_on() throws Exception {
        JsonNode story = hub.get("/api/v1/story?type=ip&value=203.0.113.7").body();
        assertThat(story.toString()).contains("sandbox").contains("reported").contains("pc1.example.test");
    }

    @Test
    void exceptions_of_the_first_version_hold_for_what_comes_in_now() throws IOException, InterruptedException {
        hub.report(
                "new sandbox",
                ManagedHub.found(ObjectType.IP, "192.0.2.5"),
                ManagedHub.found(ObjectType.IP, "192.0.2.205"),
                ManagedHub.found(ObjectType.DOMAIN, "excepted.example.test"));
        await().atMost(ManagedHub.SOON)
                .untilAsserted(() -> assertThat(Federated.list(hub)).contains("192.0.2.205 va:block/3 ud:-"));
        assertThat(Federated.list(hub)).noneMatch(line -> line.startsWith("192.0.2.5 ") || line.startsWith("excepted"));
        assertThat(StreamSupport.stream(
                                hub.get("/api/v1/exceptions")
                                        .body()
                                        .path("items")
                                        .spliterator(),
                                false)
                        .map(each -> each.path("pattern").asText()))
                .contains("excepted.example.test", "192.0.2.0/25");
    }

    @Test
    void what_people_decided_and_what_was_done_is_on_record() throws Exception {
        assertThat(hub.get("/api/v1/brakes").body().toString()).contains("Half of it is gone.");
        assertThat(hub.get("/api/v1/detections").body().toString()).contains("pc1.example.test");
        assertThat(hub.get("/api/v1/tasks").body().toString()).contains("olga");
    }
}
