// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.ctdhub.testing.TestDatabase;
import org.ctdhub.web.HubUnderTest.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What products send by syslog, over each of the three ways, and what is refused of it. */
class SyslogTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String GUID = "11111111-2222-4333-8444-555555555555";

    @TempDir
    private static Path folder;

    private static TestDatabase database;
    private static HubUnderTest hub;
    private static int udp;
    private static int tcp;
    private static int tls;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.migrated();
        certificate();
        udp = freePort();
        tcp = freePort();
        tls = freePort();
        hub = new HubUnderTest(
                database,
                "--ctd.syslog.address=127.0.0.1",
                "--ctd.syslog.udp-port=" + udp,
                "--ctd.syslog.tcp-port=" + tcp,
                "--ctd.syslog.tls-port=" + tls,
                "--ctd.syslog.tls-bundle=syslog",
                "--spring.ssl.bundle.jks.syslog.keystore.location=file:" + folder.resolve("hub.p12"),
                "--spring.ssl.bundle.jks.syslog.keystore.password=changeit",
                "--ctd.products.nat.connector=ddi",
                "--ctd.products.nat.version=6.5",
                "--ctd.products.nat.settings.sender={" + GUID + "} nat.example.test");
    }

    @AfterAll
    static void stop() {
        hub.close();
        database.close();
    }

    @Test
    void an_event_over_tcp_becomes_an_object_and_a_removal_takes_it_back() throws Exception {
        String domain = fresh();
        send(event("act=Add dhost=" + domain) + "\n");
        await().atMost(SOON).until(() -> isListed(domain));

        send(event("act=Remove dhost=" + domain) + "\n");
        await().atMost(SOON).until(() -> !isListed(domain));
        assertThat(hub.get("/api/v1/products/nat").body().path("heardAt").asText())
                .isNotBlank();
    }

    @Test
    void an_event_over_udp_becomes_an_object() throws Exception {
        String url = "http://" + fresh() + "/";
        byte[] datagram =
                ("<13>" + event("msg=" + "x".repeat(20_000) + " act=Add request=" + url) + "\n").getBytes(UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), udp));
        }
        await().atMost(SOON).until(() -> isListed(url));
    }

    @Test
    void an_event_over_tls_becomes_an_object() throws Exception {
        String domain = fresh();
        KeyStore known = KeyStore.getInstance(folder.resolve("hub.p12").toFile(), "changeit".toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        String line = "<13>" + event("act=Add dhost=" + domain);
        try (Socket socket = context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), tls)) {
            socket.getOutputStream().write((line.length() + " " + line).getBytes(UTF_8));
            socket.getOutputStream().flush();
            await().atMost(SOON).until(() -> isListed(domain));
        }
    }

    @Test
    void what_a_brake_holds_waits_in_the_quarantine_since_nobody_sends_it_again() throws Exception {
        int port = freePort();
        try (TestDatabase other = TestDatabase.migrated();
                HubUnderTest braked = new HubUnderTest(
                        other,
                        "--ctd.syslog.address=127.0.0.1",
                        "--ctd.syslog.tcp-port=" + port,
                        "--ctd.brakes.arrivals=2",
                        "--ctd.products.nat.connector=ddi",
                        "--ctd.products.nat.settings.sender=" + GUID);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            List<String> domains = List.of(fresh(), fresh(), fresh());
            socket.getOutputStream()
                    .write(domains.stream()
                            .map(domain -> event("act=Add dhost=" + domain) + "\n")
                            .collect(Collectors.joining())
                            .getBytes(UTF_8));

            await().atMost(SOON).untilAsserted(() -> {
                JsonNode aside = braked.get("/api/v1/quarantine").body();
                assertThat(aside.findValuesAsText("record"))
                        .hasSize(3)
                        .allMatch(record -> domains.stream().anyMatch(record::contains));
                assertThat(aside.findValuesAsText("message")).allMatch(message -> message.contains("more than"));
            });

            long brake = braked.get("/api/v1/brakes").body().get(0).path("id").asLong();
            braked.post("/api/v1/brakes/" + brake + "/release", "");
            assertThat(braked.post("/api/v1/quarantine/retry?product=nat", "").body())
                    .hasToString("{\"taken\":3,\"refused\":0}");
            assertThat(braked.get("/api/v1/quarantine").body()).isEmpty();
            assertThat(other.jdbc()
                            .sql("select o.value from listed l join object o on o.id = l.object_id where l.present")
                            .query(String.class)
                            .list())
                    .containsExactlyInAnyOrderElementsOf(domains);
        }
    }

    @Test
    void what_is_tried_again_and_still_no_object_stays_with_its_reason_until_it_is_discarded() throws Exception {
        String bad = "no domain " + UUID.randomUUID();
        send(event("act=Add dhost=" + bad) + "\n");
        JsonNode aside = await().atMost(SOON).until(() -> aside(bad), line -> !line.isMissingNode());

        Answer again = hub.post("/api/v1/quarantine/" + aside.path("id").asLong() + "/retry", "");

        assertThat(again.body().path("taken").asBoolean()).isFalse();
        assertThat(again.body().path("message").asText()).contains(bad);
        assertThat(aside(bad).path("times").asInt()).isEqualTo(2);
        assertThat(hub.call("DELETE", "/api/v1/quarantine?product=nat&reason=none&dryRun=true", null)
                        .body()
                        .path("records")
                        .asInt())
                .isZero();
        String path = "/api/v1/quarantine/" + aside.path("id").asLong();
        assertThat(hub.call("DELETE", path, null).status()).isEqualTo(200);
        assertThat(aside(bad).isMissingNode()).isTrue();
        assertThat(hub.call("DELETE", path, null).status()).isEqualTo(404);
        assertThat(hub.post(path + "/retry", "").status()).isEqualTo(404);
    }

    @Test
    void one_record_that_is_no_report_does_not_keep_others_from_being_tried_again() throws Exception {
        String stranger = "nothing to report " + UUID.randomUUID();
        String bad = "no domain " + UUID.randomUUID();
        database.jdbc()
                .sql("""
                        insert into quarantine (product_id, stream, reason, message, record, first_at, last_at, digest)
                        select id, 'objects', 'old', 'Since mended.', :record, now(), now() + interval '1 minute',
                               sha256(convert_to(:record, 'UTF8'))
                          from product where name = 'nat'""")
                .param("record", "{\"format\":\"cef\",\"id\":\"1\",\"keys\":{\"msg\":\"" + stranger + "\"}}")
                .update();
        send(event("act=Add dhost=" + bad) + "\n");
        await().atMost(SOON).until(() -> !aside(bad).isMissingNode());

        Answer all = hub.post("/api/v1/quarantine/retry?product=nat", "");

        assertThat(all.status()).isEqualTo(200);
        assertThat(aside(bad).path("times").asInt()).isEqualTo(2);
        assertThat(aside(stranger).path("times").asInt()).isEqualTo(1);
        Answer one = hub.post("/api/v1/quarantine/" + aside(stranger).path("id").asLong() + "/retry", "");
        assertThat(one.body().path("reason").asText()).isEqualTo("not_tried");
        assertThat(one.body().path("message").asText()).contains("Discard it");
    }

    private static JsonNode aside(String text) throws Exception {
        for (JsonNode line : hub.get("/api/v1/quarantine").body()) {
            if (line.path("record").asText().contains(text)) {
                return line;
            }
        }
        return MissingNode.getInstance();
    }

    @Test
    void whoever_is_not_registered_is_refused_counted_and_shown() throws Exception {
        String domain = fresh();
        send("CEF:0|Example|Guard|1.0|200120|DENYLIST_CHANGE|3|dvchost=stranger.example.test act=Add dhost=" + domain
                + "\n");

        JsonNode call =
                await().atMost(SOON).until(() -> call("stranger.example.test"), found -> !found.isMissingNode());
        assertThat(call.path("service").asText()).isEqualTo("syslog");
        assertThat(call.path("cause").asText()).isEqualTo("unknown sender");
        assertThat(call.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(call.path("productName").asText()).isEqualTo("Guard");
        assertThat(lines("unknown_sender")).isPositive();
        assertThat(isListed(domain)).isFalse();
    }

    @Test
    void of_many_lines_sent_together_each_has_its_own_fate() throws Exception {
        String first = fresh();
        String last = fresh();
        send(event("act=Add dhost=" + first) + "\n"
                + "CEF:0|Example|Guard|1.0|1|LOGIN|3|dvchost=nat.example.test\n"
                + "Jan 1 00:00:00 host cron: nothing of interest\n"
                + event("act=Perhaps dhost=" + last) + "\n"
                + event("act=Add dhost=not a domain") + "\n"
                + "CEF:0|" + "x".repeat(70_000) + "\n"
                + event("act=Add dhost=" + last) + "\n");

        await().atMost(SOON).until(() -> isListed(first) && isListed(last));
        assertThat(quarantined()).anyMatch(message -> message.contains("act Perhaps is not known"));
        await().atMost(SOON).until(() -> lines("unknown_event") > 0 && lines("no_event") > 0 && lines("too_long") > 0);
    }

    @Test
    void a_line_that_lost_its_end_is_not_taken_for_a_shorter_one() throws Exception {
        String domain = fresh();
        send(event("act=Add dhost=" + domain));
        await().atMost(SOON).until(() -> lines("cut_off") > 0);
        assertThat(isListed(domain)).isFalse();
    }

    @Test
    void two_thousand_lines_at_once_are_all_taken() throws Exception {
        StringBuilder all = new StringBuilder();
        String name = fresh();
        for (int i = 0; i < 2_000; i++) {
            all.append(event("act=Add dhost=n" + i + "." + name)).append('\n');
        }
        send(all.toString());
        await().atMost(SOON)
                .until(() -> database.jdbc()
                                .sql("select count(*) from listed l join object o on o.id = l.object_id"
                                        + " where l.present and o.value like ?")
                                .param("n%." + name)
                                .query(Integer.class)
                                .single()
                        == 2_000);
    }

    @Test
    void a_product_that_only_sends_is_registered_without_an_address_and_is_silent_until_it_is_heard() throws Exception {
        Answer nothing = hub.post(
                "/api/v1/products", "{\"name\":\"mute\",\"connector\":\"ddi\",\"version\":\"6.5\",\"settings\":{}}");
        assertThat(nothing.status()).isEqualTo(400);
        assertThat(nothing.body().toString()).contains("'url'", "'sender'");

        Answer made = hub.post(
                "/api/v1/products",
                "{\"name\":\"behind-nat\",\"connector\":\"ddi\",\"version\":\"6.5\","
                        + "\"settings\":{\"sender\":\"behind-nat.example.test\"}}");
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        assertThat(made.body().path("problems")).isEmpty();
        assertThat(state("behind-nat")).isEqualTo("silent");
        assertThat(database.jdbc()
                        .sql("select collect_every is null from product where name = 'behind-nat'")
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(hub.post("/api/v1/products/behind-nat/test", "")
                        .body()
                        .path("advice")
                        .asText())
                .contains("syslog");

        String domain = fresh();
        await().atMost(SOON).until(() -> {
            send("CEF:0|Example|Guard|1.0|200120|DENYLIST_CHANGE|3|dvchost=behind-nat.example.test act=Add dhost="
                    + domain + "\n");
            return isListed(domain);
        });
        assertThat(state("behind-nat")).isEqualTo("enabled");
    }

    private static String event(String pairs) {
        return "CEF:0|Example|Guard|1.0|200120|DENYLIST_CHANGE|3|deviceExternalId=" + GUID + " " + pairs;
    }

    private static String fresh() {
        return "x" + UUID.randomUUID() + ".example.test";
    }

    private static void send(String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tcp)) {
            socket.getOutputStream().write(text.getBytes(UTF_8));
        }
    }

    private static boolean isListed(String value) {
        return database.jdbc()
                .sql("select exists (select from listed l join object o on o.id = l.object_id"
                        + " where l.present and o.value = ?)")
                .param(value)
                .query(Boolean.class)
                .single();
    }

    private static JsonNode call(String host) throws Exception {
        for (JsonNode call : hub.get("/api/v1/calls").body()) {
            if (call.path("hostName").asText().equals(host)) {
                return call;
            }
        }
        return MissingNode.getInstance();
    }

    private static List<String> quarantined() {
        return hub.context()
                .getBean(JdbcClient.class)
                .sql("select message from quarantine")
                .query(String.class)
                .list();
    }

    private static double lines(String outcome) {
        return hub.context()
                .getBean(MeterRegistry.class)
                .counter("ctd.syslog.lines", "outcome", outcome)
                .count();
    }

    private static String state(String product) throws Exception {
        return hub.get("/api/v1/products/" + product).body().path("state").asText();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A certificate of its own making, by the JDK's tool. */
    private static void certificate() throws Exception {
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "hub",
                        "-dname",
                        "CN=hub.example.test",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        folder.resolve("hub.p12").toString())
                .redirectErrorStream(true)
                .start();
        assertThat(tool.waitFor())
                .as(new String(tool.getInputStream().readAllBytes(), UTF_8))
                .isZero();
        assertThat(Files.exists(folder.resolve("hub.p12"))).isTrue();
    }
}
