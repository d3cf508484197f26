// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.List;
import org.ctdhub.registry.Credentials;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.User;

/** A person who signed in with an account of the hub. */
class ConsoleUser extends User {

    private static final long serialVersionUID = 1L;

    private final int generation;

    ConsoleUser(Credentials credentials) {
        super(
                credentials.account().name(),
                credentials.password(),
                !credentials.account().disabled(),
                true,
                true,
                true,
                List.of(new SimpleGrantedAuthority(
                        "ROLE_" + credentials.account().role().name())));
        generation = credentials.generation();
    }

    /** Whether the account is still as it was when this person signed in. */
    boolean isStill(Credentials now) {
        return generation == now.generation();
    }
}
