// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.ctdhub.auth.Role;
import org.ctdhub.format.EventLine;
import org.ctdhub.testing.TestDatabase;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others are told: by syslog, by webhook, by mail; and what they are not told twice, or out of order. */
class ForwardsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static GreenMail mail;
    private static RunningHub hub;
    private static Caller operator;

    @BeforeAll
    static void start() throws Exception {
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        hub = RunningHub.with(
                "--ctd.tick-millis=100",
                "--ctd.mail.host=127.0.0.1",
                "--ctd.mail.port=" + mail.getSmtp().getPort(),
                "--ctd.mail.tls=none",
                "--ctd.mail.from=hub@example.test",
                "--ctd.alerts.mail-to[0]=one@example.test",
                "--ctd.alerts.mail-to[1]=two@example.test",
                "--ctd.products.guard.connector=ddi",
                "--ctd.products.guard.version=6.5",
                "--ctd.products.guard.settings.sender=guard.example.test");
        operator = hub.with(Role.OPERATOR);
    }

    @AfterAll
    static void stop() {
        hub.close();
        mail.stop();
    }

    @AfterEach
    void forget() throws Exception {
        for (JsonNode forward : RunningHub.json(operator.get("/api/v1/forwards"))) {
            if (!forward.path("configured").asBoolean()) {
                operator.delete("/api/v1/forwards/" + forward.path("name").asText());
            }
        }
    }

    @Test
    void a_change_and_a_detection_reach_a_siem_over_tls_whose_authority_is_pinned() throws Exception {
        try (SyslogReceiver siem = new SyslogReceiver(tls(), 0)) {
            String name =
                    forward("syslog", "\"changes\",\"detections\"", "tls://localhost:" + siem.port(), """
                    , "authority": "%s" """.formatted(
                                    authority()));
            String domain = fresh();
            list("domain," + domain + ",block");
            await().atMost(SOON).until(() -> siem.messages().size() == 1);
            met("""
                    {"type": "domain", "value": "%s", "action": "log", "endpoint": "pc1.example.test", "user": "kim"}""".formatted(domain));
            await().atMost(SOON).until(() -> siem.messages().size() == 2);

            assertThat(siem.messages().get(0)).matches("<134>1 \\S+Z \\S+ ctd-hub - - - CEF:0\\|.*");
            JsonNode change = EventLine.read(siem.messages().get(0));
            assertThat(change.path("id").asText()).isEqualTo("change:added");
            assertThat(change.at("/keys/dhost").asText()).isEqualTo(domain);
            assertThat(change.at("/keys/act").asText()).isEqualTo("block");
            assertThat(change.at("/labelled/list").asText()).isEqualTo("user_defined");
            JsonNode detection = EventLine.read(siem.messages().get(1));
            assertThat(detection.path("id").asText()).isEqualTo("detection");
            assertThat(detection.at("/keys/dhost").asText()).isEqualTo(domain);
            assertThat(detection.at("/keys/shost").asText()).isEqualTo("pc1.example.test");
            assertThat(detection.at("/keys/deviceFacility").asText()).isEqualTo("guard");
            assertThat(shown(name).path("backlog").toString()).isEqualTo("{\"changes\":0,\"detections\":0}");
        }
    }

    @Test
    void a_siem_with_a_certificate_of_somebody_else_gets_nothing_until_it_is_trusted() throws Exception {
        try (SyslogReceiver siem = new SyslogReceiver(tls(), 0)) {
            String name = forward("syslog", "\"changes\"", "tls://localhost:" + siem.port(), "");
            list("domain," + fresh() + ",block");
            await().atMost(SOON).until(() -> shown(name).path("failures").asInt() == 1);
            assertThat(shown(name).path("lastError").asText()).contains("certification path");
            assertThat(siem.messages()).isEmpty();

            operator.put("/api/v1/forwards/" + name, "{\"authority\": \"" + authority() + "\"}");

            await().atMost(SOON).until(() -> siem.messages().size() == 1);
        }
    }

    @Test
    void what_an_attacker_wrote_makes_neither_a_field_nor_a_line() throws Exception {
        try (SyslogReceiver siem = new SyslogReceiver(ServerSocketFactory.getDefault(), 0)) {
            forward("syslog", "\"detections\"", "tcp://127.0.0.1:" + siem.port(), "");
            String path =
                    "C:\\x\\a=b|c act=quarantine\n<134>1 - - - - - - CEF:0|a|b|c|d|e|9|act=quarantine\r\u2028\u0085x";
            met("""
                    {"value": "no | object = at all", "action": "log", "path": %s, "rule": "r\\\\"}""".formatted(quoted(path)));

            await().atMost(SOON).until(() -> !siem.messages().isEmpty());
            assertThat(siem.messages()).hasSize(1);
            String line = siem.messages().get(0);
            assertThat(line.chars().filter(c -> c < ' ' || c == 0x85 || c == 0x2028))
                    .isEmpty();
            JsonNode event = EventLine.read(line);
            assertThat(event.at("/keys/act").asText()).isEqualTo("log");
            assertThat(event.at("/keys/filePath").asText()).isEqualTo(path.replaceAll("[\u2028\u0085]", " "));
            assertThat(event.at("/labelled/value").asText()).isEqualTo("no | object = at all");
            assertThat(event.at("/labelled/rule").asText()).isEqualTo("r\\");
        }
    }

    @Test
    void a_siem_that_breaks_off_in_the_middle_gets_all_of_it_again_in_order() throws Exception {
        try (SyslogReceiver siem = new SyslogReceiver(ServerSocketFactory.getDefault(), 0)) {
            siem.breakOnceAfter(3);
            String name = forward("syslog", "\"changes\"", "tcp://127.0.0.1:" + siem.port(), "");
            List<String> domains =
                    Stream.generate(ForwardsTest::fresh).limit(10).toList();
            list(domains.stream().map(domain -> "domain," + domain + ",block").collect(Collectors.joining("\n")));
            await().atMost(SOON).until(() -> shown(name).path("failures").asInt() == 1);

            hub.clock.advance(Duration.ofSeconds(6));

            await().atMost(SOON).until(() -> siem.messages().size() == 10);
            assertThat(siem.messages().stream()
                            .map(line -> EventLine.read(line).at("/keys/dhost").asText()))
                    .containsExactlyInAnyOrderElementsOf(domains);
            assertThat(siem.messages().stream()
                            .map(line -> Long.parseLong(EventLine.read(line)
                                    .at("/keys/externalId")
                                    .asText()
                                    .replace("change/", ""))))
                    .isSorted();
        }
    }

    @Test
    void over_udp_each_event_is_a_datagram() throws Exception {
        try (DatagramSocket siem = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            siem.setSoTimeout((int) SOON.toMillis());
            forward("syslog", "\"changes\"", "udp://127.0.0.1:" + siem.getLocalPort(), "");
            String domain = fresh();
            list("domain," + domain + ",block");
            DatagramPacket datagram = new DatagramPacket(new byte[65_536], 65_536);
            siem.receive(datagram);
            assertThat(new String(datagram.getData(), 0, datagram.getLength(), StandardCharsets.UTF_8))
                    .contains("dhost=" + domain);
        }
    }

    @Test
    void a_webhook_is_called_with_what_changed_and_can_verify_it() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            String name = webhook("\"changes\"", receiver.url() + "/hooks/in?key=a%20b&httpMethod=GET");
            String domain = fresh();
            list("domain," + domain + ",block");
            await().atMost(SOON).until(() -> receiver.calls().size() == 1);
            remove(domain);
            await().atMost(SOON).until(() -> receiver.calls().size() == 2);

            assertThat(receiver.calls()).allSatisfy(call -> {
                assertThat(call.target()).isEqualTo("POST /hooks/in?key=a%20b&httpMethod=GET");
                assertThat(call.signed()).isTrue();
                assertThat(call.timestamp())
                        .isEqualTo(String.valueOf(hub.clock.instant().getEpochSecond()));
                assertThat(call.body().path("delivery").asText()).isEqualTo(call.delivery());
                assertThat(call.body().path("forward").asText()).isEqualTo(name);
                assertThat(call.texts("value")).containsExactly(domain);
            });
            assertThat(receiver.taken("event")).containsExactly("added", "removed");
            assertThat(receiver.calls().get(0).texts("action")).containsExactly("block");
        }
    }

    @Test
    void a_receiver_that_was_away_gets_everything_in_order() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            receiver.answers(503);
            String name = webhook("\"changes\"", receiver.url());
            String first = fresh();
            list("domain," + first + ",log");
            await().atMost(SOON).until(() -> receiver.calls().size() == 1);
            String second = fresh();
            list("domain," + second + ",log");
            list("domain," + first + ",block");

            for (int failures = 1; failures < 12; failures++) {
                int sofar = failures;
                await().atMost(SOON).until(() -> shown(name).path("failures").asInt() == sofar);
                Duration pause = Duration.between(
                        hub.clock.instant(),
                        Instant.parse(shown(name).path("nextTryAt").asText()));
                assertThat(pause)
                        .isCloseTo(Duration.ofSeconds(Math.min(3600, 5L << (failures - 1))), Duration.ofMillis(1));
                hub.clock.advance(pause);
            }
            await().atMost(SOON).until(() -> shown(name).path("failures").asInt() == 12);
            receiver.answers(204);
            hub.clock.advance(Duration.ofHours(1));

            await().atMost(SOON).until(() -> receiver.taken("value").size() >= 2);
            assertThat(receiver.taken("value")).containsExactly(second, first);
            assertThat(receiver.taken("action")).containsExactly("log", "block");
            assertThat(receiver.taken("event")).containsExactly("added", "added");
            assertThat(shown(name).path("failures").asInt()).isZero();
            assertThat(shown(name).path("backlog").path("changes").asInt()).isZero();
        }
    }

    @Test
    void what_is_sent_again_has_the_same_id_and_no_later_thing_in_it() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            receiver.answers(500);
            String name = webhook("\"detections\"", receiver.url());
            met("{\"value\": \"first.example.test\"}");
            await().atMost(SOON).until(() -> shown(name).path("failures").asInt() == 1);
            met("{\"value\": \"second.example.test\"}");
            receiver.answers(204);
            hub.clock.advance(Duration.ofSeconds(6));
            await().atMost(SOON).until(() -> receiver.calls().size() == 3);

            assertThat(receiver.calls().get(1).delivery())
                    .isEqualTo(receiver.calls().get(0).delivery());
            assertThat(receiver.calls().get(1).body())
                    .isEqualTo(receiver.calls().get(0).body());
            assertThat(receiver.taken("value")).containsExactly("first.example.test", "second.example.test");
        }
    }

    @Test
    void a_receiver_that_refuses_for_good_stops_the_forward_which_says_why_and_goes_on_when_somebody_looked()
            throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            receiver.answers(410);
            String name = webhook("\"changes\"", receiver.url());
            String domain = fresh();
            list("domain," + domain + ",log");
            await().atMost(SOON).until(() -> shown(name).hasNonNull("stopped"));
            assertThat(shown(name).path("stopped").asText()).isEqualTo("HTTP 410 no thanks");
            assertThat(shown(name).path("backlog").path("changes").asInt()).isEqualTo(1);
            await().atMost(SOON).until(() -> seen(name) == 1);
            hub.clock.advance(Duration.ofHours(2));
            awaitAlert("forward_behind", name, true);
            assertThat(receiver.calls()).hasSize(1);

            receiver.answers(204);
            assertThat(operator.post("/api/v1/forwards/" + name + "/resume", "{}")
                            .statusCode())
                    .isEqualTo(200);

            await().atMost(SOON).until(() -> receiver.taken("value").equals(List.of(domain)));
            await().atMost(SOON).until(() -> gone(name) == 1);
            hub.clock.advance(Duration.ofSeconds(61));
            awaitAlert("forward_behind", name, false);
        }
    }

    @Test
    void a_detection_that_is_written_slowly_is_not_passed_over_by_later_ones() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            webhook("\"detections\"", receiver.url());
            CountDownLatch written = new CountDownLatch(1);
            CountDownLatch commit = new CountDownLatch(1);
            CompletableFuture<Void> slow =
                    CompletableFuture.runAsync(() -> hub.database.transaction().executeWithoutResult(status -> {
                        writeDetection("early.example.test");
                        written.countDown();
                        waitFor(commit);
                    }));
            written.await();
            CompletableFuture<Void> fast = CompletableFuture.runAsync(() -> writeDetection("late.example.test"));
            await().during(Duration.ofSeconds(1))
                    .atMost(SOON)
                    .until(() -> receiver.calls().isEmpty());
            commit.countDown();
            slow.join();
            fast.join();

            await().atMost(SOON).until(() -> receiver.taken("value").size() >= 2);
            assertThat(receiver.taken("value")).containsExactly("early.example.test", "late.example.test");
        }
    }

    /** As the hub writes one. */
    private static void writeDetection(String value) {
        hub.database.transaction().executeWithoutResult(status -> {
            hub.database.jdbc().sql("select keep_detection_order()").query(row -> {});
            hub.database.jdbc().sql("""
                            insert into detection (at, product_id, digest, came_at, value, list, action)
                            select now(), id, gen_random_uuid(), now(), :value, 'none', 'log' from product where name = 'guard'""").param("value", value).update();
        });
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_alert_is_raised_once_when_it_has_held_for_a_minute_and_cleared_once_when_it_stayed_away_for_one()
            throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            webhook("\"alerts\"", receiver.url());
            int letters = mail.getReceivedMessages().length;
            String product = "aside-" + COUNT.incrementAndGet();
            putAside(product);
            await().atMost(SOON).until(() -> seen(product) == 1);
            hub.clock.advance(Duration.ofSeconds(59));
            empty(product);
            await().atMost(SOON).until(() -> seen(product) == 0);
            putAside(product);
            await().atMost(SOON).until(() -> seen(product) == 1);

            hub.clock.advance(Duration.ofSeconds(60));
            awaitAlert("quarantine_not_empty", product, true);
            empty(product);
            await().atMost(SOON).until(() -> gone(product) == 1);
            putAside(product);
            await().atMost(SOON).until(() -> gone(product) == 0);
            hub.clock.advance(Duration.ofSeconds(61));
            empty(product);
            await().atMost(SOON).until(() -> gone(product) == 1);
            hub.clock.advance(Duration.ofSeconds(60));
            awaitAlert("quarantine_not_empty", product, false);

            await().atMost(SOON)
                    .until(() -> about(receiver, product).equals(List.of("raised", "cleared"))
                            && letters(letters, product).size() == 4);
            assertThat(letters(letters, product)).allMatch(letter -> letter.contains("quarantine_not_empty"));
            assertThat(letters(letters, product).get(0)).contains("GET /api/v1/quarantine");
        }
    }

    @Test
    void two_nodes_tell_each_thing_once_and_in_order() throws Exception {
        String[] settings = {"--ctd.secrets.key=the-key-of-the-test"};
        try (WebhookReceiver receiver = new WebhookReceiver();
                TestDatabase database = TestDatabase.migrated();
                HubUnderTest stays = new HubUnderTest(database, settings)) {
            HubUnderTest goes = new HubUnderTest(database, settings);
            try (goes) {
                assertThat(stays.post("/api/v1/forwards", """
                                {"name": "hook", "kind": "webhook", "tells": ["changes"], "address": "%s", "secret": "%s",
                                 "batch": 20}""".formatted(receiver.url(), WebhookReceiver.SECRET))
                                .status())
                        .isEqualTo(201);
                stays.post(
                        "/api/v1/imports?format=csv",
                        IntStream.range(0, 2_000)
                                .mapToObj(i -> "file_sha256,%064x,block".formatted(i + 1))
                                .collect(Collectors.joining("\n", "type,value,action\n", "\n")));
                await().atMost(SOON).until(() -> receiver.calls().size() >= 5);
            }
            await().atMost(SOON).until(() -> receiver.taken("id").size() >= 2_000);
            assertThat(receiver.taken("id")).hasSize(2_000).doesNotHaveDuplicates();
            assertThat(receiver.taken("id").stream().map(id -> Long.parseLong(id.replace("change/", ""))))
                    .isSorted();
            assertThat(new HashSet<>(receiver.taken("value"))).hasSize(2_000);

            UUID dead = UUID.randomUUID();
            database.jdbc()
                    .sql("update forward set holder = :dead, lease = now() + interval '1 day'")
                    .param("dead", dead)
                    .update();
            database.jdbc()
                    .sql("insert into node values (:dead, clock_timestamp() - interval '11 seconds')")
                    .param("dead", dead)
                    .update();
            stays.post("/api/v1/imports?format=csv", "type,value,action\nip,203.0.113.9,log\n");
            await().atMost(SOON).until(() -> receiver.taken("value").contains("203.0.113.9"));
        }
    }

    @Test
    void a_test_says_whether_the_receiver_takes_it_and_moves_nothing() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            String name = webhook("\"changes\"", receiver.url());
            JsonNode well = RunningHub.json(operator.post("/api/v1/forwards/" + name + "/test", "{}"));
            assertThat(well.path("taken").asBoolean()).isTrue();
            assertThat(receiver.calls().get(0).signed()).isTrue();
            assertThat(receiver.taken("event")).containsExactly("test");

            receiver.answers(401);
            JsonNode badly = RunningHub.json(operator.post("/api/v1/forwards/" + name + "/test", "{}"));
            assertThat(badly.path("taken").asBoolean()).isFalse();
            assertThat(badly.path("reason").asText()).isEqualTo("HTTP 401 no thanks");
            assertThat(shown(name).hasNonNull("stopped")).isFalse();
        }
    }

    @Test
    void a_secret_is_kept_sealed_and_shown_to_nobody() throws Exception {
        String name = webhook("\"changes\"", "https://siem.example.test/in");
        assertThat(operator.get("/api/v1/forwards").body())
                .contains("\"signed\":true")
                .doesNotContain(WebhookReceiver.SECRET);
        assertThat(hub.with(Role.ADMINISTRATOR).get("/api/v1/audit").body())
                .contains("forward/" + name)
                .doesNotContain(WebhookReceiver.SECRET);
        assertThat(new String(
                        hub.database
                                .jdbc()
                                .sql("select sealed from forward where name = :name")
                                .param("name", name)
                                .query(byte[].class)
                                .single(),
                        StandardCharsets.ISO_8859_1))
                .doesNotContain(WebhookReceiver.SECRET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'kind':'syslog','tells':['changes'],'address':'tls://siem.example.test:6514'}                  | 'name'",
                "{'name':'x','kind':'fax','tells':['changes'],'address':'tls://siem.example.test:6514'}          | 'kind'",
                "{'name':'x','kind':'syslog','tells':[],'address':'tls://siem.example.test:6514'}                | 'tells'",
                "{'name':'x','kind':'syslog','tells':['weather'],'address':'tls://siem.example.test:6514'}       | 'detections'",
                "{'name':'x','kind':'syslog','tells':['changes'],'address':'siem.example.test'}                  | tls://<host>:<port>",
                "{'name':'x','kind':'syslog','tells':['changes'],'address':'tcp://siem.example.test:1?a=b'}      | nothing behind it",
                "{'name':'x','kind':'syslog','tells':['changes'],'address':'tcp://siem.example.test:1','authority':'x'} | 'authority'",
                "{'name':'x','kind':'syslog','tells':['changes'],'address':'tls://siem.example.test:1','authority':'x'} | BEGIN CERTIFICATE",
                "{'name':'x','kind':'webhook','tells':['changes'],'address':'https://siem.example.test/'}        | 'secret'",
                "{'name':'x','kind':'webhook','tells':['changes'],'address':'https://siem.example.test/','secret':'short'} | 16",
                "{'name':'x','kind':'webhook','tells':['changes'],'address':'file:///etc/passwd','secret':'0123456789abcdef'} | 'address'",
                "{'name':'x','kind':'webhook','tells':['changes'],'address':'https://a:b@siem.example.test/','secret':'0123456789abcdef'} | 'address'",
                "{'name':'x','kind':'webhook','tells':['changes'],'address':'https://siem.example.test/','secret':'0123456789abcdef','batch':0} | batch",
                "{'name':'x','kind':'webhook','tells':['changes'],'address':'https://siem.example.test/','secret':'0123456789abcdef','from':'dawn'} | 'from'"
            },
            quoteCharacter = '~')
    void a_request_that_can_not_be_met_says_what_to_send(String request, String hint) throws Exception {
        HttpResponse<String> answer = operator.post("/api/v1/forwards", request.replace('\'', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(RunningHub.json(answer).path("detail").asText()).contains(hint);
    }

    @Test
    void the_mail_of_the_configuration_is_shown_and_can_only_be_changed_there() throws Exception {
        JsonNode shown = shown("alerts-by-mail");
        assertThat(shown.path("address").asText()).isEqualTo("one@example.test, two@example.test");
        HttpResponse<String> refused = operator.delete("/api/v1/forwards/alerts-by-mail");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("ctd.alerts.mail-to");
    }

    private static void putAside(String product) {
        hub.database
                .jdbc()
                .sql("insert into product (name, connector) values (:name, 'ddi') on conflict do nothing")
                .param("name", product)
                .update();
        hub.database
                .jdbc()
                .sql("""
                        insert into quarantine (product_id, stream, reason, message, record, first_at, last_at, digest)
                        select id, 's', 'r', 'm', 'x', :at::timestamptz, :at::timestamptz, 'x'::bytea from product where name = :name""")
                .param("at", hub.clock.instant().toString())
                .param("name", product)
                .update();
    }

    private static void empty(String product) {
        hub.database
                .jdbc()
                .sql("delete from quarantine where product_id = (select id from product where name = :name)")
                .param("name", product)
                .update();
    }

    private static int seen(String product) {
        return count("alert where cleared_at is null and subject = '" + product + "'");
    }

    private static int gone(String product) {
        return count("alert where cleared_at is null and gone_at is not null and subject = '" + product + "'");
    }

    private static int count(String rows) {
        return hub.database
                .jdbc()
                .sql("select count(*) from " + rows)
                .query(Integer.class)
                .single();
    }

    private static List<String> about(WebhookReceiver receiver, String subject) {
        return receiver.calls().stream()
                .flatMap(call -> IntStream.range(0, call.body().path("items").size())
                        .mapToObj(n -> call.body().path("items").path(n)))
                .filter(item -> item.path("subject").asText().equals(subject))
                .map(item -> item.path("event").asText())
                .toList();
    }

    private static List<String> letters(int from, String subject) throws Exception {
        MimeMessage[] all = mail.getReceivedMessages();
        List<String> texts = new ArrayList<>();
        for (MimeMessage letter : Arrays.asList(all).subList(from, all.length)) {
            if (letter.getContent().toString().contains(subject)) {
                texts.add(letter.getContent().toString());
            }
        }
        return texts;
    }

    /** Whether an alert is open; it takes a tick. */
    private static void awaitAlert(String kind, String subject, boolean open) {
        await().atMost(SOON)
                .until(() -> Stream.of(RunningHub.json(operator.get("/api/v1/alerts?open=true&limit=1000")))
                                .flatMap(all -> IntStream.range(0, all.size()).mapToObj(all::path))
                                .anyMatch(alert -> alert.path("kind").asText().equals(kind)
                                        && alert.path("subject").asText().equals(subject))
                        == open);
    }

    private static String webhook(String tells, String address) throws Exception {
        return forward("webhook", tells, address, ", \"secret\": \"" + WebhookReceiver.SECRET + "\"");
    }

    private static String forward(String kind, String tells, String address, String more) throws Exception {
        String name = "f" + COUNT.incrementAndGet();
        HttpResponse<String> made = operator.post("/api/v1/forwards", """
                {"name": "%s", "kind": "%s", "tells": [%s], "address": "%s"%s}""".formatted(name, kind, tells, address, more));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return name;
    }

    private static JsonNode shown(String name) throws Exception {
        return RunningHub.json(operator.get("/api/v1/forwards/" + name));
    }

    private static void list(String lines) throws Exception {
        HttpResponse<String> answer = operator.post("/api/v1/imports?format=csv", "type,value,action\n" + lines + "\n");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        long task = RunningHub.json(answer).at("/task/id").asLong();
        await().atMost(SOON)
                .until(() -> hub.database
                        .jdbc()
                        .sql("select state = 'done' from task where id = :id")
                        .param("id", task)
                        .query(Boolean.class)
                        .single());
    }

    private static void remove(String domain) throws Exception {
        HttpResponse<String> answer = operator.delete("/api/v1/user-defined?type=domain&value=" + domain);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    private static void met(String record) throws Exception {
        HttpResponse<String> answer = operator.post("/api/v1/detections?product=guard", "[" + record + "]");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("taken");
    }

    private static String quoted(String text) throws IOException {
        return new ObjectMapper().writeValueAsString(text);
    }

    private static String fresh() {
        return "x" + UUID.randomUUID() + ".example.test";
    }

    private static ServerSocketFactory tls() throws Exception {
        KeyStore own = KeyStore.getInstance(certificate().toFile(), "changeit".toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    /** As it stands in JSON. */
    private static String authority() throws Exception {
        KeyStore own = KeyStore.getInstance(certificate().toFile(), "changeit".toCharArray());
        return "-----BEGIN CERTIFICATE-----\\n"
                + Base64.getMimeEncoder()
                        .encodeToString(own.getCertificate("siem").getEncoded())
                        .replace("\r\n", "\\n")
                + "\\n-----END CERTIFICATE-----\\n";
    }

    private static Path certificate() throws Exception {
        Path file = folder.resolve("siem.p12");
        if (!Files.exists(file)) {
            Process tool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keyalg",
                            "EC",
                            "-alias",
                            "siem",
                            "-dname",
                            "CN=siem.example.test",
                            "-ext",
                            "san=dns:localhost",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            "changeit",
                            "-keystore",
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            assertThat(tool.waitFor())
                    .as(new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isZero();
        }
        return file;
    }
}
