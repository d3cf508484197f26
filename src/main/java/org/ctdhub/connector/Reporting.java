// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Takes what a product reported by another way than its route. */
public interface Reporting {

    /**
     * Takes records as the connector's {@code read} knows them; together they are all that the product lists in that stream.
     * The caller has claimed the product.
     *
     * @throws IllegalStateException if they could not be taken; the message says why
     */
    void report(String product, String stream, List<JsonNode> records);

    /**
     * Takes one record that was put aside, once more. What is still wrong with it puts it aside again.
     *
     * @param record as the quarantine holds it
     * @throws IllegalStateException if it could not be tried, and is as it was; the message says why
     */
    void again(String product, String stream, String record);
}
