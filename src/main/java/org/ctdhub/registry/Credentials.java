// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/**
 * What a person who signs in is held against.
 *
 * @param password the hash of it
 * @param generation moves with role, password and disabled: a session of an older one has ended
 */
public record Credentials(Account account, String password, int generation) {

    /** Shows no hash. */
    @Override
    public String toString() {
        return "Credentials[" + account.name() + "]";
    }
}
