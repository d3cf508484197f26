// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.time.Duration;
import java.util.Optional;
import org.ctdhub.auth.HostKey;
import org.ctdhub.auth.PrivateKeyText;

/**
 * A server that takes files by SFTP, and as whom the hub comes. The hub goes to this host and port and to no other.
 *
 * @param folder as the server names it; empty: the one in which the server puts the user
 * @param hostKey the one key by which it is known
 * @param privateKey goes before the password
 * @param deadline of a whole session, from the connection to the last file
 */
public record SftpServer(
        String host,
        int port,
        String user,
        String folder,
        HostKey hostKey,
        Optional<String> password,
        Optional<PrivateKeyText> privateKey,
        Duration deadline) {

    /** Shows no secret. */
    @Override
    public String toString() {
        return "SftpServer[" + user + "@" + host + ":" + port + "/" + folder + "]";
    }
}
