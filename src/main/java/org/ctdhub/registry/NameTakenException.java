// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/** A product of this name is registered already. */
public class NameTakenException extends RuntimeException {

    NameTakenException(String name) {
        super("A product named " + name + " is registered already. Choose another name, or edit that one.");
    }
}
