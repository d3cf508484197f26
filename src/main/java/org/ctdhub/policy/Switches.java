// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import java.util.Optional;
import java.util.Set;
import org.ctdhub.object.ObjectType;

/**
 * What an operator set for one product, where it shall not receive just what its row says.
 *
 * @param row the row's name; empty: the highest that the product's version has reached
 * @param types the only ones that it shall get, some of which the row may leave off by itself; empty: as the row says
 * @param userDefinedFiles whether it enforces files that a person listed; empty: as the row says
 * @param least empty: as the row says
 * @param limit entries per type; empty: as the row says
 */
public record Switches(
        Optional<String> row,
        Set<ObjectType> types,
        Optional<Boolean> userDefinedFiles,
        Optional<ScanAction> least,
        Optional<Integer> limit) {

    /** The names under which they stand among a product's settings; none of them says where the product is. */
    public static final Set<String> NAMES = Set.of("row", "types", "userDefinedFiles", "least", "limit");

    /** Nothing is set. */
    public static final Switches NONE =
            new Switches(Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public Switches {
        types = Set.copyOf(types);
    }
}
