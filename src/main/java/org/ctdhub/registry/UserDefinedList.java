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

    /** What stands on the list; notes may be null. */
    record Entry(SuspiciousObject object, ScanAction action, Instant expiresAt, String notes) {}

    /** Adds or updates; answers whether anything changed. */
    boolean put(Wish wish, Actor by);

    /** False if it wasn't there. */
    boolean remove(SuspiciousObject object, Actor by);

    /**
     * The entries of this type (null: all) that have this part in their value (null: all; case-insensitive for hashes
     * and hosts), at most {@code most}, by value.
     */
    List<Entry> find(ObjectType type, String part, int most);
}
