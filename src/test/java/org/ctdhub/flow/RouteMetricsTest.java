// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.ctdhub.connector.Routes.Line;
import org.ctdhub.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a route: of one that does what comes, and fails where it is told to. */
class RouteMetricsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final SettableClock clock = new SettableClock(NOON);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CamelContext camel = new DefaultCamelContext();
    private final RouteMetrics metrics = new RouteMetrics(meters, clock);

    @BeforeEach
    void start() throws Exception {
        meters.config().meterFilter(new Buckets());
        camel.addRoutePolicyFactory(metrics);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .routeId("collect.one")
                        .description("Takes one.")
                        .process(exchange -> {
                            String text = exchange.getMessage().getBody(String.class);
                            if (!text.isEmpty()) {
                                throw new IllegalStateException(text);
                            }
                        });
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void a_route_tells_how_often_it_ran_and_what_failed_last_in_one_line_and_when() {
        send("");
        send("first");
        clock.advance(Duration.ofMinutes(1));
        send("<b>second</b>\nwith a line of its own");
        send("");

        Line line = line();
        assertThat(line.description()).isEqualTo("Takes one.");
        assertThat(line.running()).isTrue();
        assertThat(line.total()).isEqualTo(4);
        assertThat(line.failed()).isEqualTo(2);
        assertThat(line.inFlight()).isZero();
        assertThat(line.lastFailure()).startsWith("<b>second</b>").doesNotContain("\n");
        assertThat(line.lastFailedAt()).isEqualTo(NOON.plus(Duration.ofMinutes(1)));
    }

    @Test
    void how_often_a_minute_counts_the_last_five_minutes_alone() {
        for (int i = 0; i < 10; i++) {
            send("");
        }
        assertThat(line().lastMinutes()).isEqualTo(2);
        clock.advance(Duration.ofMinutes(4));
        send("");
        assertThat(line().lastMinutes()).isEqualTo(2.2);
        clock.advance(Duration.ofMinutes(1));
        assertThat(line().lastMinutes()).isEqualTo(0.2);
        clock.advance(Duration.ofHours(1));
        assertThat(line().lastMinutes()).isZero();
        assertThat(line().total()).isEqualTo(11);
    }

    @Test
    void nineteen_of_twenty_took_no_longer_than_the_first_bucket_that_holds_them() {
        took(Duration.ofMillis(5), 19);
        took(Duration.ofSeconds(30), 1);
        assertThat(line().mostTake()).isEqualTo(Duration.ofMillis(10));
        took(Duration.ofSeconds(30), 1);
        assertThat(line().mostTake())
                .as("more than one in twenty beyond the last bucket")
                .isNull();
    }

    @Test
    void a_route_that_is_gone_is_told_of_no_more() throws Exception {
        camel.getRouteController().stopRoute("collect.one");
        assertThat(line().running()).isFalse();
        camel.removeRoute("collect.one");
        assertThat(metrics.all()).isEmpty();
        assertThat(meters.getMeters()).isEmpty();
    }

    private void send(String body) {
        camel.createFluentProducerTemplate().to("direct:in").withBody(body).send();
    }

    private void took(Duration each, int times) {
        for (int i = 0; i < times; i++) {
            meters.get("camel.route.policy").timer().record(each);
        }
    }

    private Line line() {
        assertThat(metrics.all()).hasSize(1);
        return metrics.all().get(0);
    }

    /** Buckets up to 10 ms and 1 s, in nanoseconds. */
    private static final class Buckets implements MeterFilter {
        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            return DistributionStatisticConfig.builder()
                    .serviceLevelObjectives(10_000_000.0, 1_000_000_000.0)
                    .build()
                    .merge(config);
        }
    }
}
