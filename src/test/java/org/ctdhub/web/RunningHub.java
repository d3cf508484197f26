// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctdhub.Hub;
import org.ctdhub.auth.Role;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.Tokens;
import org.ctdhub.testing.SettableClock;
import org.ctdhub.testing.TestDatabase;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A hub with a database and a clock of its own, and those who call it. */
public final class RunningHub implements AutoCloseable {

    static final String PASSWORD = "the-password-of-the-test";

    private static final ObjectMapper JSON = new ObjectMapper();

    public final TestDatabase database = TestDatabase.migrated();
    public final SettableClock clock = new SettableClock(Instant.now());
    public final ConfigurableApplicationContext context;

    private RunningHub(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=postgres",
                "--server.port=0",
                "--ctd.admin.password=" + PASSWORD,
                "--ctd.secrets.key=" + UUID.randomUUID()));
        all.addAll(List.of(settings));
        context = new SpringApplicationBuilder(Hub.class)
                .initializers(
                        empty -> ((GenericApplicationContext) empty).registerBean("clock", Clock.class, () -> clock))
                .run(all.toArray(String[]::new));
    }

    /** Starts a hub with the account admin and what else is set. */
    public static RunningHub with(String... settings) {
        return new RunningHub(settings);
    }

    public String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /** A caller with a fresh token of this role. */
    public Caller with(Role role) {
        String product = role == Role.PRODUCT ? "some-product" : null;
        return bearer(context.getBean(Tokens.class)
                .create(
                        Actor.HUB,
                        new Tokens.Wanted(
                                role + "-" + UUID.randomUUID(),
                                role,
                                Optional.empty(),
                                Optional.ofNullable(product),
                                Optional.empty()))
                .text());
    }

    Caller bearer(String token) {
        return new Caller(HttpClient.newHttpClient(), token);
    }

    Caller nobody() {
        return bearer(null);
    }

    /** A browser that signed in. */
    Caller signedIn(String name, String password) throws IOException, InterruptedException {
        Caller browser = browser();
        HttpResponse<String> answer = browser.signIn(name, password);
        if (!answer.headers().firstValue("Location").orElse("").endsWith("/")) {
            throw new IllegalStateException(name + " can't sign in: " + answer.statusCode() + " " + answer.headers());
        }
        return browser;
    }

    Caller browser() {
        return new Caller(
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build(), null);
    }

    /** Somebody who calls the hub. */
    public final class Caller {

        private final HttpClient http;
        private final String token;

        private Caller(HttpClient http, String token) {
            this.http = http;
            this.token = token;
        }

        public HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return send("GET", path, null);
        }

        public HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
            return send("POST", path, json);
        }

        public HttpResponse<String> put(String path, String json) throws IOException, InterruptedException {
            return send("PUT", path, json);
        }

        public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
            return send("DELETE", path, null);
        }

        HttpResponse<String> send(String method, String path, String json, String... headers)
                throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                    .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
            if (json != null) {
                request.header("Content-Type", "application/json");
            }
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            return http.send(request.build(), BodyHandlers.ofString());
        }

        /** Sends the form of the page on which people sign in. */
        HttpResponse<String> signIn(String name, String password) throws IOException, InterruptedException {
            String form = "username=" + encoded(name) + "&password=" + encoded(password) + "&_csrf=" + signInToken();
            return form("/login", form);
        }

        /** The CSRF token of that form, as the form sends it. */
        String signInToken() throws IOException, InterruptedException {
            return encoded(found(get("/login").body(), "name=\"_csrf\" value=\"([^\"]+)\""));
        }

        HttpResponse<String> form(String path, String form) throws IOException, InterruptedException {
            return form(path, "application/x-www-form-urlencoded", form);
        }

        HttpResponse<String> form(String path, String type, String form) throws IOException, InterruptedException {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url() + path))
                            .header("Content-Type", type)
                            .POST(BodyPublishers.ofString(form))
                            .build(),
                    BodyHandlers.ofString());
        }

        /** What a script of the console reads from its page. */
        String csrf() throws IOException, InterruptedException {
            return found(get("/").body(), "name=\"_csrf\" content=\"([^\"]+)\"");
        }
    }

    public static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    private static String found(String page, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(page);
        if (!matcher.find()) {
            throw new IllegalStateException("There is no " + pattern + " in\n" + page);
        }
        return matcher.group(1);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }
}
