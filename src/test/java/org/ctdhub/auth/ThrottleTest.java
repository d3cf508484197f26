// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.ctdhub.testing.SettableClock;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private static final Optional<String> ALICE = Optional.of("alice");
    private static final Optional<String> NOBODY = Optional.empty();

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Throttle throttle = new Throttle(clock);

    @Test
    void ten_failures_in_a_minute_close_the_door_to_their_address_for_a_minute() {
        fail("a", 9);
        clock.advance(Duration.ofSeconds(30));
        assertThat(throttle.pause("a", ALICE)).isEmpty();
        fail("a", 1);

        assertThat(throttle.pause("a", NOBODY)).hasValue(Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(59));
        assertThat(throttle.pause("a", NOBODY)).hasValue(Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(throttle.pause("a", NOBODY)).isEmpty();
    }

    @Test
    void failures_that_lie_further_apart_close_nothing() {
        for (int i = 0; i < 100; i++) {
            fail("a", 1);
            clock.advance(Duration.ofSeconds(7));
            assertThat(throttle.pause("a", NOBODY)).isEmpty();
        }
    }

    @Test
    void many_addresses_get_one_try_each_at_one_account_and_its_owner_elsewhere_gets_in() {
        for (int i = 0; i < 10; i++) {
            throttle.failed("address" + i, ALICE);
        }

        assertThat(throttle.pause("address3", ALICE)).isPresent();
        assertThat(throttle.pause("address3", Optional.of("bob"))).isEmpty();
        assertThat(throttle.pause("elsewhere", ALICE)).isEmpty();
        throttle.failed("elsewhere", ALICE);
        assertThat(throttle.pause("elsewhere", ALICE)).isPresent();
    }

    @Test
    void it_remembers_no_more_than_fits() {
        fail("a", 10);
        for (int i = 0; i < 10_000; i++) {
            fail("other" + i, 1);
        }

        assertThat(throttle.pause("a", NOBODY)).isEmpty();
    }

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            throttle.failed(address, NOBODY);
        }
    }
}
