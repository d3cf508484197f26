// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.ctdhub.connector.Connector;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ScanAction;

/** Every type and action that a row doesn't take is left out, and the operator is told why. */
final class Refusals {

    private Refusals() {}

    static void check(Connector connector) {
        for (CapabilityRow row : connector.manifest().takes()) {
            for (ObjectType type : ObjectType.values()) {
                for (ScanAction action : ScanAction.values()) {
                    Optional<ScanAction> given = row.actionFor(type, action);
                    if (!row.types().containsKey(type)) {
                        assertThat(given).as(row.name() + ": " + type.word()).isEmpty();
                        assertThat(row.notTaken().get(type))
                                .as(row.name() + " says why not " + type.word())
                                .isNotBlank();
                    }
                    given.ifPresent(g -> assertThat(g.weakerThan(action) || g == action)
                            .as(row.name() + " never makes an action stronger")
                            .isTrue());
                }
            }
        }
    }
}
