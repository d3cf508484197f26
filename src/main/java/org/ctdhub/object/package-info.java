// SPDX-License-Identifier: Apache-2.0
/**
 * The suspicious object, its types, and one normaliser per type.
 *
 * <p>A value is text that an attacker wrote. Nothing here resolves or contacts anything, and the only way out besides a
 * canonical value is a {@link org.ctdhub.object.RefusedException}. Normalising twice gives the same as normalising once.
 */
package org.ctdhub.object;
