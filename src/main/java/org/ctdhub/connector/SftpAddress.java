// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where files go by SFTP.
 *
 * @param folder as the server names it, without a slash at its end; empty: the one in which the server puts the user
 */
public record SftpAddress(String user, String host, int port, String folder) {

    private static final int USUAL_PORT = 22;
    private static final int MAX_PORT = 65535;

    /** Nothing in it may mean something to a client: no password, no wildcard, no way up. */
    private static final Pattern FORM = Pattern.compile("sftp://(?<user>[A-Za-z0-9._-]+)@"
            + "(?<host>[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:(?<port>[0-9]{1,5}))?"
            + "(?<folder>(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*)/?");

    /** Reads {@code sftp://user@host:port/folder}; empty: it isn't one. */
    static Optional<SftpAddress> of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int port = form.group("port") == null ? USUAL_PORT : Integer.parseInt(form.group("port"));
        String host = form.group("host").replaceAll("[\\[\\]]", "");
        return Optional.of(new SftpAddress(form.group("user"), host, port, form.group("folder")))
                .filter(address -> port > 0 && port <= MAX_PORT);
    }
}
