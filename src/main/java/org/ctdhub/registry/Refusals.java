// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.Optional;
import org.ctdhub.object.ObjectType;

/** Why products take no objects of some types. */
public interface Refusals {

    /** The reason in words for an operator; empty: nobody knows it. */
    Optional<String> why(String product, ObjectType type);
}
