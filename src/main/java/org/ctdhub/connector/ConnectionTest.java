// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.List;

/** Tries out whether the hub and a product reach each other. */
public interface ConnectionTest {

    /**
     * Makes one harmless call to a registered product whose connector has the verb {@link Verb#CHECK}, or looks at the server
     * to which its list files are brought.
     */
    Connection test(Product product);

    /** Asks a product whose connector has the verb {@link Verb#ABOUT} how it is set up; gives a line for each thing. */
    List<String> about(Product product);
}
