// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.nio.file.Path;
import java.util.Optional;
import org.ctdhub.auth.HostKey;
import org.ctdhub.auth.PrivateKeyText;

/**
 * Where the hub itself puts a product's list files.
 *
 * @param folder on the hub's machine
 */
public record Drop(Optional<Path> folder, Optional<Server> server) {

    static final Drop NOWHERE = new Drop(Optional.empty(), Optional.empty());

    /** An SFTP server: with a password, a private key, or both. */
    public record Server(
            SftpAddress address, HostKey hostKey, Optional<String> password, Optional<PrivateKeyText> privateKey) {

        /** Shows no secret. */
        @Override
        public String toString() {
            return "Server[" + address + "]";
        }
    }

    /** Whether there is any such place. */
    public boolean isSomewhere() {
        return folder.isPresent() || server.isPresent();
    }
}
