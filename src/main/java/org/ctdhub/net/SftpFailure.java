// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.io.IOException;

/** Why something could not be done at an SFTP server, with the server's own words where it said any. */
public final class SftpFailure extends IOException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What to do next. */
    public enum Kind {
        /** No connection, or one that broke: later. */
        DOWN,
        /** It isn't the server that was pinned; a person has to look. Nothing was told to it. */
        HOST_KEY,
        /** It didn't take user, password or key; a person has to look. */
        CREDENTIALS,
        /** It knows the hub, and didn't do what it was asked. */
        REFUSED
    }

    SftpFailure(Kind kind, String message, Exception cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
