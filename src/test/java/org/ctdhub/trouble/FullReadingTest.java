// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.ctdhub.lab.simulator.Finding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Once a day a sandbox's list is read from its beginning, where it doesn't tell what it took back. */
class FullReadingTest {

    private static final String ONE = "http://one.example.test/";
    private static final String TWO = "http://two.example.test/";
    private static final String THREE = "http://three.example.test/";

    private static SweptHub hub;
    private int restartsBefore;

    @BeforeAll
    static void start() throws IOException {
        hub = new SweptHub();
    }

    @AfterAll
    static void stop() throws IOException {
        hub.close();
    }

    @BeforeEach
    void begin_with_nothing_left_to_do() {
        hub.recover();
        restartsBefore = restarts();
    }

    @AfterEach
    void end_with_an_empty_list() {
        takeBack(ONE, TWO, THREE);
        read();
        assertThat(hub.list()).isEmpty();
    }

    @Test
    void what_is_taken_back_just_before_a_full_reading_is_not_passed_over() {
        find(ONE, TWO);
        read();
        assertThat(hub.list()).contains(ONE);
        takeBack(ONE);
        find(THREE);
        readInFull();

        assertThat(hub.list()).containsExactlyInAnyOrder(TWO, THREE);
        assertThat(restarts()).isEqualTo(restartsBefore);
    }

    @Test
    void the_last_that_is_taken_back_leaves_although_the_list_is_empty_then() {
        find(ONE, TWO);
        read();
        assertThat(hub.list()).contains(ONE, TWO);
        takeBack(ONE, TWO);
        readInFull();

        assertThat(hub.list()).isEmpty();
        assertThat(restarts()).isEqualTo(restartsBefore);
    }

    @Test
    void a_sandbox_that_counts_anew_is_read_from_its_beginning_by_the_daily_full_reading() {
        find(ONE, TWO);
        read();
        hub.sandbox.restart();
        readInFull();
        find(THREE);
        read();
        hub.gateway.round();

        assertThat(hub.list()).containsExactlyInAnyOrder(ONE, TWO, THREE);
        assertThat(hub.atTheGateway()).contains(THREE);
        assertThat(restarts()).isEqualTo(restartsBefore + 1);
    }

    private void find(String... urls) {
        for (String url : urls) {
            hub.sandbox.add(List.of(hub.lasting(Finding.of("url", url, "high"))));
        }
    }

    private void takeBack(String... urls) {
        for (String url : urls) {
            hub.sandbox.add(List.of(Finding.removal("url", url)));
        }
    }

    private void readInFull() {
        hub.clock.advance(Duration.ofDays(1));
        hub.collect();
    }

    private void read() {
        hub.clock.advance(Duration.ofMinutes(10));
        hub.collect();
    }

    private int restarts() {
        return hub.jdbc()
                .sql("select count(*) from event where kind = 'restarted'")
                .query(Integer.class)
                .single();
    }
}
