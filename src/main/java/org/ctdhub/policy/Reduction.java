// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import java.util.Optional;
import org.ctdhub.object.ObjectType;

/**
 * What becomes of one wanted action at a product.
 *
 * @param given the action that the product receives; empty: the object is left out
 */
public record Reduction(ObjectType type, ScanAction wanted, Optional<ScanAction> given) {}
