// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads the certificates by which others prove who they are. */
public final class Certificates {

    private Certificates() {}

    /**
     * The certificates in a text in PEM.
     *
     * @throws CertificateException if the text holds anything else, or none
     */
    public static List<X509Certificate> read(String pem) throws CertificateException {
        List<X509Certificate> all = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
        if (all.isEmpty()) {
            throw new CertificateException("no certificate");
        }
        return all;
    }
}
