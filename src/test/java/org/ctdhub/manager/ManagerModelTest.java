// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.ctdhub.manager.model.Step;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever is reported and decided, one by one or at once: the list is the one that a small model of it says. */
class ManagerModelTest {

    private static final Logger LOG = LoggerFactory.getLogger(ManagerModelTest.class);
    private static final int STEPS = Integer.getInteger("model.steps", 100);

    private static Stage stage;

    @BeforeAll
    static void start() {
        stage = new Stage();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void what_a_subscriber_reads_is_the_list_that_the_model_wants(long seed) {
        stage.empty();

        walk(seed + Long.getLong("model.seed", 0), STEPS);
    }

    private static void walk(long seed, int steps) {
        Walk walk = new Walk(seed);
        int most = 1;
        for (int n = 1; n <= steps; n++) {
            try {
                step(walk, n);
            } catch (AssertionError | RuntimeException e) {
                LOG.info("Seed {} broke off at step {}.", seed, n);
                throw e;
            }
            most = Math.max(most, stage.models());
        }
        LOG.info("Seed {}: {} steps, at most {} models at a time.", seed, steps, most);
    }

    private static void step(Walk walk, int n) {
        Step one = walk.step(stage.model(), stage.now());
        if (walk.happens(20)) {
            stage.pass(walk.pause(), walk.happens(50) ? Optional.of(one) : Optional.empty());
        } else if (walk.happens(50)) {
            Step other = walk.step(stage.model(), stage.now());
            stage.act(canMeet(one, other) ? List.of(one, other) : List.of(one));
        } else {
            stage.act(List.of(one));
        }
        if (n % 10 == 0) {
            stage.readAnew();
        }
    }

    /** The hub reads each producer once at a time. */
    private static boolean canMeet(Step one, Step other) {
        return !(one instanceof Step.Report a
                && other instanceof Step.Report b
                && a.producer().equals(b.producer()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wanted | where d.object_id = any(keys) and d.hold | where false",
                "wanted | where h.object_id = any(keys)            | where false",
                "wanted | coalesce(ud.action, d.action, pud.action | coalesce(ud.action, pud.action",
                "enlist | and p.stopped is not true                | ",
                "enlist | s.withdrawn_at is null and greatest(        | greatest("
            })
    void the_model_finds_a_planted_fault(String function, String right, String wrong) {
        stage.empty();
        String sound = stage.function(function);
        assertThat(sound).contains(right);
        stage.sql(sound.replace(right, wrong == null ? "" : wrong));
        try {
            assertThatThrownBy(() -> {
                        for (long seed = 1; seed <= 4; seed++) {
                            stage.empty();
                            walk(seed, STEPS);
                        }
                    })
                    .isInstanceOf(Stage.Difference.class);
        } finally {
            stage.sql(sound);
        }
    }
}
