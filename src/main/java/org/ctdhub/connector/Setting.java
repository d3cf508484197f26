// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.Optional;

/**
 * Something that an operator fills in when registering a product.
 *
 * @param fallback the value when none is given; empty: a value must be given
 */
public record Setting(String title, String description, Format format, boolean secret, Optional<String> fallback) {

    /** What a value must look like. */
    public enum Format {
        TEXT,
        /** An http or https address with a host and perhaps a port and a path. */
        URI,
        /** The absolute path of a folder on the hub's machine. */
        FOLDER,
        /** One certificate or more, in PEM. */
        CERTIFICATE,
        /** {@code sftp://user@host:port/folder}, of which port and folder may be missing. */
        SFTP,
        /** A server's public key, as in {@code known_hosts}. */
        HOST_KEY,
        /** A private key between its two marked lines. */
        PRIVATE_KEY
    }
}
