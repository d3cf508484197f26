// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The addresses that the hub may call, and the certificates by which some of them prove over TLS that they are the ones.
 * What no one let in here is never called, whatever a route, a file or an answer says.
 */
public final class Peers {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Map<String, List<Peer>> byOwner = new ConcurrentHashMap<>();

    /** @param pinned one of these, or one that it signed, is shown there; empty: what the system trusts */
    private record Peer(String host, int port, List<X509Certificate> pinned) {

        boolean is(String otherHost, int otherPort) {
            return port == otherPort && host.equalsIgnoreCase(otherHost);
        }
    }

    /**
     * Lets calls go to the addresses of one owner, and to no others that it had before.
     *
     * @param owner a product, or another part of the hub that calls
     * @param addresses http or https, with a host
     * @param pinned certificates; empty: what the system trusts
     */
    public void admit(String owner, Collection<URI> addresses, List<X509Certificate> pinned) {
        byOwner.put(
                owner,
                addresses.stream()
                        .map(uri -> new Peer(bare(uri.getHost()), port(uri), List.copyOf(pinned)))
                        .toList());
    }

    /** Lets no more calls go to the addresses of an owner. */
    public void dismiss(String owner) {
        byOwner.remove(owner);
    }

    boolean admits(String host, int port) {
        return at(host, port).findAny().isPresent();
    }

    /** What a peer must show or be signed by; empty: what the system trusts. */
    List<X509Certificate> pinned(String host, int port) {
        return at(host, port).flatMap(peer -> peer.pinned().stream()).distinct().toList();
    }

    private Stream<Peer> at(String host, int port) {
        return byOwner.values().stream().flatMap(List::stream).filter(peer -> peer.is(bare(host), port));
    }

    static int port(URI uri) {
        return uri.getPort() > 0
                ? uri.getPort()
                : "https".equals(uri.getScheme().toLowerCase(Locale.ROOT)) ? HTTPS : HTTP;
    }

    /** An IPv6 address without its brackets. */
    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
