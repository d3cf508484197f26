// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.connector.Connector;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.policy.Switches;

/** A product is given exactly as many objects of each type as its limit says, those that rank highest, and the story tells of the rest. */
final class Limits {

    /** In place of the manifest's, which would take a product that is given one object a call an hour. */
    private static final int LIMIT = 3;

    private static final int OVER = 2;

    private Limits() {}

    static void check(Connector connector) throws Exception {
        for (CapabilityRow row : connector.manifest().takes()) {
            assertThat(row.limit()).as(row.name() + " has a limit").isLessThan(Integer.MAX_VALUE);
            exactly(connector, row.with(switchedTo(LIMIT)));
        }
    }

    private static Switches switchedTo(int limit) {
        return new Switches(Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.of(limit));
    }

    private static void exactly(Connector connector, CapabilityRow row) throws Exception {
        List<ObjectType> types = row.types().keySet().stream()
                .filter(type -> row.actionFor(type, ScanAction.BLOCK).isPresent())
                .toList();
        Map<SuspiciousObject, Risk> found = new LinkedHashMap<>();
        for (ObjectType type : types) {
            for (int number = 1; number <= LIMIT + OVER; number++) {
                found.put(WholeWay.object(type, number), number <= OVER ? Risk.LOW : Risk.HIGH);
            }
        }
        try (WholeWay way = new WholeWay(connector, row)) {
            way.find(found);
            List<String> given = way.given();
            found.forEach((object, risk) -> {
                boolean fits = risk == Risk.HIGH;
                assertThat(way.names(given, object))
                        .as("%s, whose limit is %d, is given %s: %s", row.name(), LIMIT, object, given)
                        .isEqualTo(fits);
                if (!fits) {
                    assertThat(way.place(object).state()).isEqualTo("not taken");
                    assertThat(way.place(object).reason()).startsWith("over the limit: its list holds " + LIMIT);
                }
            });
        }
    }
}
