// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A line of a manifest that holds from some version of the product on. */
public interface VersionedRow {

    /** The first version for which the row holds; empty: any. */
    Optional<ProductVersion> from();

    /** Whether the row holds for this version. */
    default boolean fits(ProductVersion version) {
        return from().map(from -> from.compareTo(version) <= 0).orElse(true);
    }

    /**
     * The row for a product: the one with the highest first version that fits. A product of unknown version gets the
     * lowest row, which promises the least; a product older than every row gets none.
     */
    static <R extends VersionedRow> Optional<R> choose(List<R> rows, Optional<ProductVersion> version) {
        return version.map(known -> rows.stream().filter(row -> row.fits(known)).max(byVersion()))
                .orElseGet(() -> rows.stream().min(byVersion()));
    }

    private static Comparator<VersionedRow> byVersion() {
        return Comparator.comparing(row -> row.from().orElse(ProductVersion.LOWEST));
    }
}
