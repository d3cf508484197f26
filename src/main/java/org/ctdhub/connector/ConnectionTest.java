// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

/** Tries out whether the hub and a product reach each other. */
public interface ConnectionTest {

    /** Makes one harmless call to a registered product whose connector has the verb {@link Verb#CHECK}. */
    Connection test(Product product);
}
