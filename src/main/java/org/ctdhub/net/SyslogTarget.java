// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;
import org.ctdhub.auth.Certificates;

/**
 * Where syslog is sent to.
 *
 * @param authorities certificates that alone are trusted; empty: those that the system trusts
 */
public record SyslogTarget(Way way, String host, int port, List<Certificate> authorities) {

    /** How it gets there. */
    public enum Way {
        UDP,
        TCP,
        TLS
    }

    private static final int HIGHEST_PORT = 65_535;

    public SyslogTarget {
        authorities = List.copyOf(authorities);
    }

    /**
     * Reads an address such as {@code tls://siem.example.test:6514}; throws an {@link IllegalArgumentException} that says what is
     * wrong with it.
     *
     * @param pem certificates, or null
     */
    public static SyslogTarget of(String address, String pem) {
        URI uri = uri(address);
        String rest =
                uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?") + (uri.getRawFragment() == null ? "" : "#");
        if (uri.getHost() == null
                || uri.getRawUserInfo() != null
                || !rest.isEmpty()
                || uri.getPort() < 1
                || uri.getPort() > HIGHEST_PORT) {
            throw wrong();
        }
        Way way = way(uri.getScheme());
        if (pem != null && way != Way.TLS) {
            throw new IllegalArgumentException(
                    "'authority' is only looked at over TLS. Leave it out, or send a tls:// address.");
        }
        return new SyslogTarget(way, uri.getHost(), uri.getPort(), pem == null ? List.of() : certificates(pem));
    }

    private static URI uri(String address) {
        try {
            return new URI(address == null ? "" : address.strip());
        } catch (URISyntaxException e) {
            throw wrong();
        }
    }

    private static Way way(String scheme) {
        try {
            return Way.valueOf(String.valueOf(scheme).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("This is no address for syslog. Send 'address' as tls://<host>:<port>,"
                + " tcp://<host>:<port> or udp://<host>:<port>, and nothing behind it.");
    }

    private static List<Certificate> certificates(String pem) {
        try {
            return List.copyOf(Certificates.read(pem));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    "'authority' holds no certificate that can be read. Send PEM: one or more"
                            + " blocks between BEGIN CERTIFICATE and END CERTIFICATE.",
                    e);
        }
    }
}
