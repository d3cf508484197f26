// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;

/**
 * Whom the hub believes over TLS: a peer with certificates pinned to its address by those alone, every other by what the
 * system or the company trusts. A certificate that is pinned itself proves its peer by its key, whatever name it carries, as appliances
 * ship with names that nobody calls them by; under a pinned authority the name must be right. Nothing trusts everybody.
 */
final class PinnedTrust extends X509ExtendedTrustManager implements HostnameVerifier {

    private final Peers peers;
    private final List<X509ExtendedTrustManager> anybodys;
    private final HostnameVerifier names = new DefaultHostnameVerifier();

    /** @param company what the company trusts beside what the system does; empty: nothing */
    PinnedTrust(Peers peers, Optional<KeyStore> company) {
        this.peers = peers;
        this.anybodys = Stream.concat(Stream.of(trustManager(null)), company.map(PinnedTrust::trustManager).stream())
                .toList();
    }

    /** What connections are made from. */
    SSLContext context() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {this}, null);
        return context;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        SSLSession session = ((SSLSocket) socket).getHandshakeSession();
        List<X509Certificate> pinned = peers.pinned(session.getPeerHost(), session.getPeerPort());
        if (pinned.isEmpty()) {
            trustedBySomebody(chain, authType, socket);
        } else if (pinned.contains(chain[0])) {
            chain[0].checkValidity();
        } else {
            trustManager(store(pinned)).checkServerTrusted(chain, authType, socket);
        }
    }

    private void trustedBySomebody(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        CertificateException refusal = null;
        for (X509ExtendedTrustManager trusting : anybodys) {
            try {
                trusting.checkServerTrusted(chain, authType, socket);
                return;
            } catch (CertificateException e) {
                refusal = e;
            }
        }
        throw refusal;
    }

    @Override
    public boolean verify(String host, SSLSession session) {
        return isPinnedItself(session) || names.verify(host, session);
    }

    private boolean isPinnedItself(SSLSession session) {
        try {
            Certificate shown = session.getPeerCertificates()[0];
            return peers.pinned(session.getPeerHost(), session.getPeerPort()).contains(shown);
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }

    private static KeyStore store(List<X509Certificate> pinned) throws CertificateException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < pinned.size(); i++) {
                store.setCertificateEntry("pinned-" + i, pinned.get(i));
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException(e);
        }
    }

    private static X509ExtendedTrustManager trustManager(KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no trust manager", e);
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    /** The hub's own calls go over sockets; whatever else would ask is refused. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("Nothing is called this way.");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("Nothing is called this way.");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("No client is let in here.");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("No client is let in here.");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("No client is let in here.");
    }
}
