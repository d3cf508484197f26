// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

/** A sealed secret can't be opened; says where it stands and why, never what it holds. */
public class BrokenSealException extends RuntimeException {

    BrokenSealException(String place, String why) {
        super("The secret " + place + " " + why
                + ". Give the hub the key under which it was sealed (see 'Secrets' in docs/settings.md), or enter the"
                + " secret again.");
    }
}
