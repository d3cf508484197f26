// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in by way of a company's own provider, which is played here. */
class OidcTest {

    private static final String CLIENT = "spring.security.oauth2.client.";

    private static RSAKey key;
    private static HttpServer provider;
    private static RunningHub hub;
    private static volatile String idToken;

    @BeforeAll
    static void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/keys", exchange -> answer(exchange, new JWKSet(key.toPublicJWK()).toString()));
        provider.createContext(
                "/token",
                exchange -> answer(
                        exchange,
                        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":60,\"id_token\":\"" + idToken
                                + "\"}"));
        provider.start();
        String url = "http://127.0.0.1:" + provider.getAddress().getPort();
        hub = RunningHub.with(
                "--ctd.oidc.role-claim=realm_access.roles",
                "--" + CLIENT + "registration.company.client-id=ctd-hub",
                "--" + CLIENT + "registration.company.client-secret=made-up",
                "--" + CLIENT + "registration.company.client-name=Example <Company>",
                "--" + CLIENT + "registration.company.scope=openid",
                "--" + CLIENT + "registration.company.authorization-grant-type=authorization_code",
                "--" + CLIENT + "registration.company.redirect-uri={baseUrl}/login/oauth2/code/{registrationId}",
                "--" + CLIENT + "provider.company.authorization-uri=" + url + "/authorize",
                "--" + CLIENT + "provider.company.token-uri=" + url + "/token",
                "--" + CLIENT + "provider.company.jwk-set-uri=" + url + "/keys");
    }

    @AfterAll
    static void stop() {
        hub.close();
        provider.stop(0);
    }

    @Test
    void the_page_leads_to_the_provider() throws Exception {
        assertThat(hub.nobody().get("/login").body())
                .contains("<a href=\"/oauth2/authorization/company\">Sign in with Example &lt;Company&gt;</a>");
    }

    @Test
    void who_has_a_role_there_has_it_here_and_is_noted_with_the_provider() throws Exception {
        Caller alice = hub.browser();

        assertThat(signIn(alice, Map.of("roles", List.of("staff", "administrator"))))
                .isEqualTo(hub.url() + "/");

        assertThat(alice.send(
                                "POST",
                                "/api/v1/tokens",
                                "{\"name\":\"hers\",\"role\":\"viewer\"}",
                                "X-CSRF-TOKEN",
                                alice.csrf())
                        .statusCode())
                .isEqualTo(201);
        assertThat(RunningHub.json(alice.get("/api/v1/audit?limit=1"))
                        .path("items")
                        .path(0)
                        .path("actor")
                        .path("name")
                        .asText())
                .isEqualTo("company:admin");
    }

    @Test
    void a_viewer_there_is_no_more_here() throws Exception {
        Caller bob = hub.browser();
        assertThat(signIn(bob, Map.of("roles", "viewer"))).isEqualTo(hub.url() + "/");

        assertThat(bob.get("/api/v1/products").statusCode()).isEqualTo(200);
        assertThat(bob.get("/api/v1/accounts").statusCode()).isEqualTo(403);
    }

    @Test
    void who_has_no_role_there_does_not_get_in() throws Exception {
        for (Map<String, Object> claim : List.<Map<String, Object>>of(
                Map.of(), Map.of("roles", List.of("staff")), Map.of("roles", "product"), Map.of("roles", 7))) {
            Caller mallory = hub.browser();
            assertThat(signIn(mallory, claim)).isEqualTo(hub.url() + "/login?refused");
            assertThat(mallory.get("/api/v1/products").statusCode()).isEqualTo(401);
        }
    }

    /** Goes to the provider and back; answers where the hub leads to then. */
    private static String signIn(Caller person, Map<String, Object> realmAccess) throws Exception {
        String there = person.get("/oauth2/authorization/company")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        idToken = token(parameter(there, "nonce"), realmAccess);
        HttpResponse<String> back = person.get("/login/oauth2/code/company?code=c&state="
                + parameter(there, "state").replace("=", "%3D"));
        return back.headers().firstValue("Location").orElse(back.statusCode() + " " + back.body());
    }

    private static String token(String nonce, Map<String, Object> realmAccess) throws JOSEException {
        long now = Instant.now().getEpochSecond();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
                new JWTClaimsSet.Builder()
                        .issuer("https://sso.example.test")
                        .subject("admin")
                        .audience("ctd-hub")
                        .claim("iat", now)
                        .claim("exp", now + 60)
                        .claim("nonce", nonce)
                        .claim("realm_access", realmAccess)
                        .build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private static String parameter(String url, String name) {
        Matcher matcher = Pattern.compile("[?&]" + name + "=([^&]+)").matcher(url);
        assertThat(matcher.find()).as(name + " in " + url).isTrue();
        return URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
