// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Manifest;
import org.ctdhub.flow.ConnectorBench;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Report;

/**
 * A product that gives and takes can't keep an object alive that it has from the hub: another one finds it, this one is
 * given it and lists it day by day, as one of its cases shows, and the object goes when it has run out.
 */
final class Echo {

    private static final int DAYS = 10;

    private Echo() {}

    static void check(Connector connector) throws Exception {
        if (connector.manifest().role() != Manifest.Role.BOTH) {
            return;
        }
        for (CapabilityRow row : connector.manifest().takes()) {
            echo(connector, row);
        }
    }

    private static void echo(Connector connector, CapabilityRow row) throws Exception {
        Report listed = listed(connector, row);
        SuspiciousObject object = listed.object();
        try (WholeWay way = new WholeWay(connector, row)) {
            way.find(Map.of(object, Risk.HIGH));
            Instant until = way.told(object).expiresAt();
            assertThat(way.names(way.given(), object))
                    .as(row.name() + " is given " + object)
                    .isTrue();
            assertThat(way.place(object).state())
                    .as(row.name() + " has taken " + object)
                    .isIn("delivered", "offered");
            for (int day = 1; day < DAYS; day++) {
                way.hub.clock.advance(Duration.ofDays(1));
                way.hub.news(WholeWay.PRODUCT, again(listed, way.hub.clock.instant()));
            }
            assertThat(way.told(object).reports())
                    .filteredOn(report -> report.product().equals(WholeWay.PRODUCT))
                    .as("what the product lists is an echo")
                    .isNotEmpty()
                    .allMatch(report -> report.echo());
            assertThat(way.told(object).expiresAt())
                    .as("an echo extends nothing")
                    .isEqualTo(until);
            way.hub.clock.advance(Duration.ofDays(1));
            way.hub.expire();
            assertThat(way.hub.isListed(object.value()))
                    .as("it goes when it has run out")
                    .isFalse();
        }
    }

    /** A record of a collect case for what the product also takes. */
    private static Report listed(Connector connector, CapabilityRow row) throws Exception {
        for (Case story : Case.of(connector)) {
            if (story.verb().equals("collect") && Faults.goesWell(story)) {
                Optional<Report> plain = reports(connector, story).stream()
                        .filter(report -> !report.removed() && report.sourceSha1() == null && report.rootSha1() == null)
                        .filter(report -> row.actionFor(report.object().type(), ScanAction.BLOCK)
                                .isPresent())
                        .findFirst();
                if (plain.isPresent()) {
                    return plain.get();
                }
            }
        }
        throw new AssertionError("Each record of the collect cases that " + row.name() + " could take names a sample of"
                + " the product's own, so that a mere echo would count as a finding. Leave source_sha1 and root_sha1 out"
                + " where a record doesn't name them, and show one that doesn't.");
    }

    private static List<Report> reports(Connector connector, Case story) throws Exception {
        try (ScriptedProduct product = new ScriptedProduct();
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CasePlayer.CLOCK)) {
            product.expect(story.exchanges());
            return bench.collect(Case.text(story.given(), "position")).reports();
        }
    }

    /** The same record on another day, with the longest life that it could ask for. */
    private static Report again(Report listed, Instant at) {
        return new Report(
                listed.object(),
                false,
                listed.risk(),
                at,
                at.plus(Duration.ofDays(365)),
                listed.detection(),
                listed.sourceSha1(),
                listed.rootSha1());
    }
}
