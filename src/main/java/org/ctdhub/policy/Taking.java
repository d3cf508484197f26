// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import java.util.Set;

/**
 * How a product takes one type of object.
 *
 * @param keeps it keeps and matches the object whatever its action; its own policy decides what happens
 * @param actions the actions it carries out; empty if it keeps
 * @param needsSha256 it can take a SHA-1 only once the SHA-256 of the same file is known
 */
public record Taking(boolean keeps, Set<ScanAction> actions, boolean needsSha256) {

    public Taking {
        actions = Set.copyOf(actions);
    }

    /** The product keeps the object, and the action with it, whatever the action is. */
    public static Taking keep() {
        return new Taking(true, Set.of(), false);
    }

    /** The product carries out these actions and no others. */
    public static Taking act(Set<ScanAction> actions) {
        return new Taking(false, actions, false);
    }

    /** The same, for a product that knows files by SHA-256 only. */
    public Taking bySha256() {
        return new Taking(keeps, actions, true);
    }

    boolean carriesOut(ScanAction action) {
        return keeps || actions.contains(action);
    }
}
