// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.Basis;
import org.ctdhub.policy.ProductVersion;
import org.ctdhub.policy.VersionedRow;

/**
 * What a producer makes from some version on.
 *
 * @param notMade the other types, each with the reason that operators are shown
 */
public record MakesRow(
        Optional<ProductVersion> from, Basis basis, Set<ObjectType> types, Map<ObjectType, String> notMade)
        implements VersionedRow {

    public MakesRow {
        types = Set.copyOf(types);
        notMade = Map.copyOf(notMade);
    }
}
