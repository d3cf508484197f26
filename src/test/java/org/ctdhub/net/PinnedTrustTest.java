// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.ctdhub.auth.Certificates;
import org.ctdhub.testing.KeyFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the hub believes over TLS. */
class PinnedTrustTest {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final String HERE = "-ext san=ip:127.0.0.1";
    private static final String LONG_AGO = "-startdate -10d -validity 3";

    @TempDir
    private static Path folder;

    private static KeyFolder keys;

    private final Peers peers = new Peers();

    @BeforeAll
    static void make() throws IOException {
        keys = new KeyFolder(folder);
        keys.selfSigned("authority", "-ext bc:c");
        keys.selfSigned("stranger", "-ext bc:c");
        keys.signed("right", "authority", HERE);
        keys.signed("elsewhere", "authority", "-ext san=dns:elsewhere.example.test");
        keys.signed("expired", "authority", HERE, LONG_AGO);
        keys.selfSigned("own", HERE);
        keys.selfSigned("shipped");
        keys.selfSigned("worn", HERE, LONG_AGO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"right", "elsewhere", "expired", "own", "shipped", "worn"})
    void what_neither_the_system_nor_a_pin_knows_is_refused(String shown) throws Exception {
        assertRefused(call(shown, List.of(), Optional.empty()));
    }

    @Test
    void what_a_pinned_authority_signed_for_this_name_is_believed() throws Exception {
        assertBelieved(call("right", pinned("authority"), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"elsewhere", "expired", "own"})
    void under_a_pinned_authority_a_wrong_name_an_old_date_and_another_signer_are_refused(String shown)
            throws Exception {
        assertRefused(call(shown, pinned("authority"), Optional.empty()));
    }

    @Test
    void what_another_authority_signed_is_refused() throws Exception {
        assertRefused(call("right", pinned("stranger"), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "shipped"})
    void a_certificate_that_is_pinned_itself_is_believed_whatever_its_name(String shown) throws Exception {
        assertBelieved(call(shown, pinned(shown), Optional.empty()));
    }

    @Test
    void a_pinned_certificate_that_expired_is_refused() throws Exception {
        assertRefused(call("worn", pinned("worn"), Optional.empty()));
    }

    @Test
    void the_companys_authority_counts_beside_the_systems_but_not_beside_a_pin() throws Exception {
        Optional<KeyStore> company = Optional.of(store("authority"));

        assertBelieved(call("right", List.of(), company));
        assertRefused(call("elsewhere", List.of(), company));
        assertRefused(call("right", pinned("stranger"), company));
    }

    @Test
    void tls_before_1_2_is_not_offered() throws Exception {
        byte[] hello = new byte[2_000];
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread listener = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read(hello);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            listener.start();
            exchange(server.getLocalPort(), List.of(), Optional.empty());
            listener.join();
        }
        assertThat(HexFormat.of().formatHex(hello))
                .as("the versions that the client supports: 1.3 and 1.2")
                .contains("002b00050403040303");
    }

    private Exchange call(String shown, List<X509Certificate> pinned, Optional<KeyStore> company) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(keys.server(shown)));
        server.createContext("/", call -> {
            try (call) {
                call.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        try {
            return exchange(server.getAddress().getPort(), pinned, company);
        } finally {
            server.stop(0);
        }
    }

    private Exchange exchange(int port, List<X509Certificate> pinned, Optional<KeyStore> company) throws Exception {
        URI address = URI.create("https://127.0.0.1:" + port);
        peers.admit("peer", List.of(address), pinned);
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.addComponent("https", Guard.component(peers, company, DEADLINE, 1_000));
            camel.start();
            return camel.createProducerTemplate().request(address + "/?bridgeEndpoint=true", call -> {});
        }
    }

    private static List<X509Certificate> pinned(String name) throws Exception {
        return Certificates.read(keys.pem(name));
    }

    private static KeyStore store(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load((InputStream) null, null);
        store.setCertificateEntry(name, pinned(name).get(0));
        return store;
    }

    private static void assertBelieved(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(204);
    }

    private static void assertRefused(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(SSLException.class);
    }
}
