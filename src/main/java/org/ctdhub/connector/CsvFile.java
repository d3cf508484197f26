// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.List;

/**
 * A file in CSV by which a person carries one of a product's lists to the hub and back.
 *
 * @param columns in their order
 * @param holds what the hub adds to it
 * @param reports whether some of its rows are what the product found by itself
 * @param mark the column in which the hub's own rows bear its mark
 */
public record CsvFile(String title, List<String> columns, Holds holds, boolean reports, String mark) {

    /** What the hub adds to a file. */
    public enum Holds {
        OBJECTS,
        EXCEPTIONS
    }

    public CsvFile {
        columns = List.copyOf(columns);
    }
}
