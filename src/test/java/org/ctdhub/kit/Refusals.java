// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.ExceptionKeeping;
import org.ctdhub.flow.ConnectorBench;
import org.ctdhub.flow.ConnectorBench.Told;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.ExceptionTargets;
import org.ctdhub.registry.Story.Place;

/**
 * Every no of the manifest goes the whole way, from a finding to the product: nothing of it is on the wire, and the story
 * tells the manifest's reason. What is no such no arrives.
 */
final class Refusals {

    private static final int SHORTEST_REASON = 10;

    /** The risk that makes the hub want an action, see {@link #oneActionForEachRisk}. */
    private static final Map<ScanAction, Risk> RISKS =
            Map.of(ScanAction.LOG, Risk.LOW, ScanAction.BLOCK, Risk.MEDIUM, ScanAction.QUARANTINE, Risk.HIGH);

    private Refusals() {}

    /** A finding of which the hub wants an action. */
    private record Wanted(SuspiciousObject object, ScanAction action) {}

    static void check(Connector connector) throws Exception {
        for (CapabilityRow row : connector.manifest().takes()) {
            row.notTaken()
                    .forEach((type, reason) -> assertThat(reason)
                            .as(row.name() + " tells an operator why it doesn't take " + type.word())
                            .hasSizeGreaterThanOrEqualTo(SHORTEST_REASON)
                            .doesNotContainPattern("\\p{Cntrl}"));
            objects(connector, row);
        }
        if (connector.manifest().exceptions().isPresent()) {
            exceptions(connector);
        }
    }

    private static void objects(Connector connector, CapabilityRow row) throws Exception {
        Map<Boolean, List<Wanted>> all = wanted().stream().collect(Collectors.partitioningBy(each -> takes(row, each)));
        try (WholeWay way = new WholeWay(connector, row)) {
            oneActionForEachRisk(way);
            List<String> nothing = way.given();

            way.find(byRisk(all.get(false)));
            assertThat(way.given())
                    .as(row.name() + " is given none of " + all.get(false))
                    .isEqualTo(nothing);
            assertThat(way.product.requests()).as("calls to the product").isEmpty();
            all.get(false).forEach(no -> isToldWhy(row, no, way.place(no.object())));

            way.find(byRisk(all.get(true)));
            List<String> given = way.given();
            for (Wanted yes : all.get(true)) {
                assertThat(way.names(given, yes.object()))
                        .as(
                                "%s takes %s to %s, so it arrives; what it doesn't take belongs under 'not'",
                                row.name(),
                                yes.object().type().word(),
                                yes.action().word())
                        .isTrue();
                assertThat(way.place(yes.object()).state())
                        .as(row.name() + ": " + yes)
                        .isNotIn("not taken", "refused", "waiting");
            }
            for (Wanted no : all.get(false)) {
                assertThat(way.names(given, no.object()))
                        .as(row.name() + ": " + no)
                        .isFalse();
            }
        }
    }

    private static boolean takes(CapabilityRow row, Wanted each) {
        return row.actionFor(each.object().type(), each.action()).isPresent();
    }

    private static List<Wanted> wanted() {
        List<Wanted> all = new ArrayList<>();
        for (ObjectType type : ObjectType.values()) {
            for (ScanAction action : ScanAction.values()) {
                if (action.allowedFor(type)) {
                    all.add(new Wanted(WholeWay.object(type, RISKS.get(action).number()), action));
                }
            }
        }
        return all;
    }

    private static void oneActionForEachRisk(WholeWay way) {
        RISKS.forEach((action, risk) -> way.hub
                .jdbc
                .sql("update preset set action = :action::scan_action where risk = :risk"
                        + " and (:action <> 'quarantine' or type in ('file_sha1', 'file_sha256'))")
                .param("action", action.word())
                .param("risk", risk.number())
                .update());
    }

    private static Map<SuspiciousObject, Risk> byRisk(List<Wanted> all) {
        Map<SuspiciousObject, Risk> found = new LinkedHashMap<>();
        all.forEach(each -> found.put(each.object(), RISKS.get(each.action())));
        return found;
    }

    private static void isToldWhy(CapabilityRow row, Wanted no, Place place) {
        assertThat(place.state()).as(row.name() + ": " + no).isEqualTo("not taken");
        String reason = row.notTaken().get(no.object().type());
        assertThat(place.reason())
                .as(row.name() + ": " + no)
                .endsWith(reason == null ? "action is " + no.action().word() : reason);
    }

    /** An exception that the manifest doesn't take is refused with the reason that follows from it, and the product hears nothing of it. */
    private static void exceptions(Connector connector) throws Exception {
        ExceptionKeeping keeping = connector.manifest().exceptions().orElseThrow();
        List<ExceptionTargets.Item> all = List.of(
                rule(1, "ip", "198.51.100.77", "exact"),
                rule(2, "ip", "198.51.100.64/26", "address"),
                rule(3, "domain", "good.example.test", "exact"),
                rule(4, "domain", "*.better.example.test", "host"),
                rule(5, "url", "http://best.example.test/1", "exact"),
                rule(6, "url", "http://*.finest.example.test/*", "host"),
                rule(7, "file_sha1", "%040x".formatted(7), "exact"),
                rule(8, "file_sha256", "%064x".formatted(8), "exact"));
        List<ExceptionTargets.Item> no = all.stream()
                .filter(item -> keeping.refusal(item.type(), item.isWildcard(), item.isRange())
                        .isPresent())
                .toList();
        Case story = Case.of(connector).stream()
                .filter(each -> each.verb().equals("exceptions") && Faults.goesWell(each))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No case shows exceptions that are taken"));
        try (ScriptedProduct product = new ScriptedProduct();
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CasePlayer.CLOCK)) {
            product.expect(story.exchanges());
            List<ExceptionTargets.Item> told = new ArrayList<>(CasePlayer.exceptions(story.given(), "exceptions"));
            told.addAll(no);
            Told outcome = bench.tell(told, CasePlayer.exceptions(story.given(), "held"));
            assertThat(product.complaints())
                    .as("the refused ones change nothing")
                    .isEmpty();
            assertThat(outcome.refused())
                    .containsExactlyElementsOf(no.stream()
                            .map(item -> item.id() + ": "
                                    + keeping.refusal(item.type(), item.isWildcard(), item.isRange())
                                            .orElseThrow())
                            .toList());
        }
    }

    private static ExceptionTargets.Item rule(long id, String type, String pattern, String kind) {
        return new ExceptionTargets.Item(100 + id, type, pattern, kind, false, null);
    }
}
