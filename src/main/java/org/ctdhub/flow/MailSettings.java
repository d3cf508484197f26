// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

/**
 * The mail server that takes what the hub sends.
 *
 * @param host its name; empty: none is set, and nothing goes by mail
 * @param user with which the hub signs in; empty: it doesn't
 * @param from the address that letters come from
 */
public record MailSettings(String host, int port, String user, String password, Tls tls, String from) {

    /** How the way to it is protected. */
    public enum Tls {
        NONE,
        STARTTLS,
        TLS
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "MailSettings[" + host + ":" + port + " " + tls + "]";
    }
}
