// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.List;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;

/** The user-defined list, as the doors to it need it. */
public interface UserDefinedList {

    /**
     * What somebody wants on the list.
     *
     * @param action null: as preset
     * @param expiresAt {@link Instant#MAX}: never
     * @param notes may be null
     */
    record Wish(SuspiciousObject object, ScanAction action, Instant expiresAt, String notes) {}

    /** What stands on the list; as in {@link Wish}. */
    record Entry(SuspiciousObject object, ScanAction action, Instant expiresAt, String notes) {}

    /** Adds or updates; answers whether anything changed. */
    boolean put(Wish wish, Actor by);

    /** Takes an object off; false if it wasn't on the list. */
    boolean remove(SuspiciousObject object, Actor by);

    /**
     * Entries in the order of their values.
     *
     * @param type null: all
     * @param part of the value, without regard to case for hashes and hosts; null: all
     */
    List<Entry> find(ObjectType type, String part, int most);
}
