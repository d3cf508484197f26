// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.ctdhub.auth.Certificates;
import org.ctdhub.testing.KeyFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub's own door over TLS, with a certificate that is renewed while it runs. */
class TlsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static KeyFolder keys;
    private static Path shown;
    private static RunningHub hub;

    @BeforeAll
    static void start() throws IOException {
        keys = new KeyFolder(folder);
        keys.selfSigned("first", "-ext san=ip:127.0.0.1");
        keys.selfSigned("renewed", "-ext san=ip:127.0.0.1");
        shown = folder.resolve("hub.p12");
        show("first");
        hub = RunningHub.with(
                "--server.ssl.bundle=hub",
                "--spring.ssl.bundle.jks.hub.keystore.location=file:" + shown,
                "--spring.ssl.bundle.jks.hub.keystore.password=changeit",
                "--spring.ssl.bundle.jks.hub.reload-on-update=true",
                "--spring.ssl.bundle.watch.file.quiet-period=100ms");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void a_browser_is_told_to_come_by_tls_only_and_its_cookie_goes_no_other_way() throws Exception {
        HttpResponse<String> answer = get("first", "/login");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                .get()
                .asString()
                .startsWith("max-age=31536000");
        assertThat(answer.headers().firstValue("Set-Cookie"))
                .get()
                .asString()
                .contains("Secure", "HttpOnly", "SameSite=Lax");
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void tls_before_1_2_is_refused() {
        SSLParameters old = new SSLParameters();
        old.setProtocols(new String[] {"TLSv1.1"});

        assertThatThrownBy(() -> client("first", old).send(request("/login"), BodyHandlers.ofString()))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void a_renewed_certificate_is_shown_without_a_restart() throws Exception {
        show("renewed");

        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(SSLException.class)
                .untilAsserted(
                        () -> assertThat(get("renewed", "/actuator/health").statusCode())
                                .isEqualTo(200));
        show("first");
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(SSLException.class)
                .untilAsserted(() -> assertThat(get("first", "/actuator/health").statusCode())
                        .isEqualTo(200));
    }

    /** In one step, as a tool that renews certificates should. */
    private static void show(String name) throws IOException {
        Files.copy(keys.store(name), folder.resolve("next.p12"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(folder.resolve("next.p12"), shown, StandardCopyOption.ATOMIC_MOVE);
    }

    private static HttpResponse<String> get(String trusted, String path) throws Exception {
        return client(trusted, new SSLParameters()).send(request(path), BodyHandlers.ofString());
    }

    private static HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(hub.url().replace("http:", "https:") + path))
                .build();
    }

    private static HttpClient client(String trusted, SSLParameters parameters) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        X509Certificate certificate = Certificates.read(keys.pem(trusted)).get(0);
        store.setCertificateEntry(trusted, certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(parameters)
                .build();
    }
}
