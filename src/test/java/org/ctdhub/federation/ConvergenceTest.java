// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.awaitility.core.ConditionTimeoutException;
import org.ctdhub.web.Federated;
import org.ctdhub.web.ManagedHub;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whatever people and sandboxes do at a hub and its edges, and whatever becomes of the links and the managers meanwhile: all end
 * with the lists that a small model of it says, and each link carried what changed once. {@code -Dctd.test.edges=10} takes ten
 * edges, {@code -Dctd.test.rounds} more rounds, {@code -Dctd.test.seed} another walk.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConvergenceTest {

    private static final int EDGES = Integer.getInteger("ctd.test.edges", 2);
    private static final int ROUNDS = Integer.getInteger("ctd.test.rounds", 1);
    private static final long SEED = Long.getLong("ctd.test.seed", System.nanoTime() % 1_000_000);

    private static Federated all;
    private static int walks;

    @BeforeAll
    static void start() {
        all = new Federated(EDGES);
        all.settle();
    }

    @AfterAll
    static void stop() throws IOException {
        all.close();
    }

    private static Stage stage(long seed) throws Exception {
        return new Stage(all, EDGES, seed, walks++);
    }

    @Test
    @Order(1)
    void a_hub_and_its_edges_converge_and_each_link_carries_each_change_once() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Stage stage = stage(SEED + round);
            stage.walk();
            stage.converge("after cut links");
            int edge = stage.someEdge();
            Stage.Backup backup = stage.backUp(edge);
            stage.walk();
            stage.restart(stage.someEdge());
            all.restartHub();
            stage.walk();
            stage.converge("after restarts");
            stage.restore(edge, backup);
            stage.walk();
            stage.converge("after edge " + (edge + 1) + " was restored");
        }
    }

    /** Last, since it leaves managers that differ. */
    @ParameterizedTest
    @Order(2)
    @CsvSource(
            delimiter = '|',
            value = {
                "link_feed | and e.link_seq > after and e.origin <> edge | and e.link_seq > after",
                "link_upload | e.list = 'virtual_analyzer' and e.origin_seq is null | e.origin_seq is null",
            })
    void the_model_finds_a_planted_fault(String function, String right, String wrong) {
        String sound = function(function);
        assertThat(sound).contains(right);
        everywhere(sound.replace(right, wrong));
        try {
            assertThatThrownBy(() -> {
                        for (long seed = 1; seed <= 4; seed++) {
                            Stage stage = stage(seed);
                            stage.walk();
                            stage.converge("with a fault");
                        }
                    })
                    .isInstanceOfAny(AssertionError.class, ConditionTimeoutException.class);
        } finally {
            everywhere(sound);
        }
    }

    private static String function(String name) {
        return all.hub
                .bean(JdbcClient.class)
                .sql("select pg_get_functiondef(oid) from pg_proc where proname = :name")
                .param("name", name)
                .query(String.class)
                .single();
    }

    private static void everywhere(String statement) {
        for (ManagedHub manager : all.all()) {
            manager.bean(JdbcClient.class).sql(statement).update();
        }
    }
}
