// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.Optional;

/**
 * How requests between hub and product prove who sent them.
 *
 * @param header the header that carries the secret, for {@link Scheme#HEADER}
 * @param setting the setting that holds the secret; empty only without authentication
 * @param user the setting that holds the user name, for {@link Scheme#BASIC}
 * @param application the setting that holds the application's id, for {@link Scheme#AUTOMATION}
 */
public record Auth(
        Scheme scheme,
        Optional<String> header,
        Optional<String> setting,
        Optional<String> user,
        Optional<String> application) {

    /** Named by how it works, never by product. */
    public enum Scheme {
        NONE,
        /** The secret itself in a header. */
        HEADER,
        /** A user name, and the secret as its password. */
        BASIC,
        /** Signed headers of the DTAS protocol; for a product that pulls, the key with which it signs to the hub. */
        DTAS,
        /** A token of the Automation API for each request, which binds method, target and body. */
        AUTOMATION
    }
}
