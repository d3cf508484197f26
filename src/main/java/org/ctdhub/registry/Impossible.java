// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.ScanAction;

/** What no list may say. */
final class Impossible {

    private Impossible() {}

    /** Throws {@link ImpossibleException} where a type can't have an action; null is no action. */
    static void check(ObjectType type, ScanAction action) {
        if (action != null && !action.allowedFor(type)) {
            throw new ImpossibleException("The action " + action.word() + " can't be set for " + type.word()
                    + ": only files can be quarantined. Use log or block.");
        }
    }
}
