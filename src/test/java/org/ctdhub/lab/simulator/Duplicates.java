// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

/** What a rule manager does with a hash that it has a rule for already; the product's way is not public (assumed). */
public enum Duplicates {
    /** 400 for the whole batch, the message names the hash. */
    REFUSE,
    /** 200, the existing rule with its ID and description stands in the answer. */
    RETURN_EXISTING
}
