// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.List;

/**
 * What a decision would do: found by carrying it out and taking it back.
 *
 * @param objects how many objects it is about
 * @param changes how many of them would change on the consolidated list
 * @param products where anything would change
 * @param unheard how many of them would be logged by products of which none says what it meets, so that nobody would hear
 *     of a match
 */
public record Effect(long objects, long changes, List<AtProduct> products, long unheard) {

    /** How many objects one product would get, lose, or be given with another action. */
    public record AtProduct(String product, long added, long withdrawn, long changed) {}
}
