// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.ctdhub.Hub;
import org.ctdhub.lab.simulator.DtasSignature;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ExceptionPattern;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.Batch;
import org.ctdhub.registry.CollectRun;
import org.ctdhub.registry.Exceptions;
import org.ctdhub.registry.Producers;
import org.ctdhub.registry.Products;
import org.ctdhub.registry.Report;
import org.ctdhub.registry.Sightings;
import org.ctdhub.registry.Task;
import org.ctdhub.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What a server of this protocol must tolerate, over a plain socket that keeps each header as it is written. */
class DistributionServiceTest {

    private static final String KEY = "0123ABCD-0000-4000-8000-00000000CAFE";
    private static final String WAITING_KEY = "11111111-0000-4000-8000-00000000CAFE";
    private static final String OWN_KEY = "22222222-0000-4000-8000-00000000CAFE";
    private static final String PATH = "/web_service/sample_upload/";

    private static TestDatabase database;
    private static ConfigurableApplicationContext hub;
    private static int port;

    @BeforeAll
    static void start() {
        database = TestDatabase.migrated();
        hub = new SpringApplicationBuilder(Hub.class)
                .run(
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=postgres",
                        "--server.port=0",
                        "--ctd.preset=block",
                        "--ctd.distribution.page=3",
                        "--ctd.distribution.keys[0].key=" + KEY,
                        "--ctd.distribution.keys[0].admits=every-type",
                        "--ctd.distribution.keys[1].key=" + WAITING_KEY,
                        "--ctd.products.urls.connector=sps",
                        "--ctd.products.urls.settings.apiKey=" + OWN_KEY);
        port = hub.getEnvironment().getProperty("local.server.port", Integer.class);
        report(
                found(ObjectType.IP, "203.0.113.9"),
                found(ObjectType.DOMAIN, "bad.example.test"),
                found(ObjectType.URL, "http://bad.example.test/a?b=1&c=<x>"),
                found(ObjectType.FILE_SHA1, "32dbdf0011626494d82f2cad424fc54081d21587"));
    }

    @AfterAll
    static void stop() {
        hub.close();
        database.close();
    }

    private static void report(Report... reports) {
        hub.getBean(Products.class)
                .enter("maker", "any", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        CollectRun run = hub.getBean(Producers.class).begin("maker", "objects", "0", Duration.ofDays(1));
        hub.getBean(Sightings.class).register(new Batch(run, List.of(reports), List.of(), null));
    }

    private static Report found(ObjectType type, String value) {
        return new Report(
                SuspiciousObject.canonical(type, value),
                false,
                Risk.HIGH,
                Instant.now(),
                Instant.parse("2030-01-31T00:00:00Z"),
                "worm & <co>",
                null,
                null);
    }

    @Test
    void a_subscriber_reads_its_list_page_by_page_with_each_value_byte_by_byte() throws IOException {
        Client client = new Client(KEY).register();

        Answer first = client.list("0");
        Answer second = client.list(last(first));

        assertThat(first.ids()).hasSize(3).isSorted();
        assertThat(second.ids()).hasSize(1);
        assertThat(client.list(last(second)).body()).isEqualTo("<Return><REPORTS/></Return>");
        assertThat(first.body() + second.body())
                .contains("<Action>1</Action><Type>0</Type><Data>203.0.113.9</Data><ExpireTime>1896048000</ExpireTime>")
                .contains("<Type>3</Type><Data>bad.example.test</Data>")
                .contains("<Type>1</Type><Data>http://bad.example.test/a?b=1&amp;c=&lt;x&gt;</Data>")
                .contains("<Type>2</Type><Data>32DBDF0011626494D82F2CAD424FC54081D21587</Data>")
                .contains(
                        "<ViolatedDTASPolicy>worm &amp; &lt;co&gt;</ViolatedDTASPolicy><ScanAction>block</ScanAction>");
    }

    @Test
    void a_products_own_key_shows_it_the_types_of_its_row_alone() throws IOException {
        Answer answer = new Client(OWN_KEY).register().list("0");

        assertThat(answer.body())
                .contains("<Type>1</Type>")
                .doesNotContain("<Type>0</Type>")
                .doesNotContain("<Type>2</Type>");
    }

    @Test
    void who_waits_to_be_let_in_reads_an_empty_list() throws IOException {
        assertThat(new Client(WAITING_KEY).register().list("0").body()).isEqualTo("<Return><REPORTS/></Return>");
    }

    @Test
    void a_call_before_register_is_told_to_register() throws IOException {
        Answer answer = new Client(KEY).list("0");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("not registered");
    }

    @Test
    void register_can_be_repeated_and_unregister_of_nobody_is_done() throws IOException {
        Client client = new Client(KEY);

        assertThat(client.call("unregister").status()).isEqualTo(200);
        assertThat(client.call("register").status()).isEqualTo(200);
        assertThat(client.call("register").status()).isEqualTo(200);
        assertThat(client.call("unregister").status()).isEqualTo(200);
        assertThat(client.list("0").status()).isEqualTo(403);
    }

    @Test
    void without_an_order_header_the_values_count_as_they_stand_in_the_request() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-DTAS-Time", now());
        headers.put("X-DTAS-ProtocolVersion", "1.5");
        headers.put("X-DTAS-Challenge", UUID.randomUUID().toString());

        assertThat(send("GET", PATH + "test_connection", signed(KEY, headers, false))
                        .status())
                .isEqualTo(200);

        Map<String, String> sorted = new LinkedHashMap<>(new java.util.TreeMap<>(signed(KEY, headers, false)));
        assertThat(send("GET", PATH + "test_connection", sorted).status()).isEqualTo(401);
    }

    @Test
    void header_names_keys_and_checksums_count_in_any_letter_case() throws IOException {
        Map<String, String> headers = new Client(KEY.toLowerCase(Locale.ROOT)).headers();
        Map<String, String> lower = new LinkedHashMap<>();
        signed(KEY.toLowerCase(Locale.ROOT), headers, true)
                .forEach((name, value) -> lower.put(
                        name.toLowerCase(Locale.ROOT),
                        name.endsWith("Checksum")
                                ? value.toUpperCase(Locale.ROOT)
                                : name.endsWith("Order") ? value.toLowerCase(Locale.ROOT) : value));

        assertThat(send("GET", PATH + "test_connection", lower).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/web_service/sample_upload/test_connection/",
                "//web_service//sample_upload/test_connection",
                "/Web_Service/Sample_Upload/Test_Connection"
            })
    void a_path_may_be_written_carelessly(String path) throws IOException {
        assertThat(send("GET", path, signed(KEY, new Client(KEY).headers(), true))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void nothing_else_that_the_hub_serves_is_that_lenient() throws IOException {
        assertThat(send("GET", "/API/v1/products", Map.of()).status()).isEqualTo(404);
    }

    @Test
    void an_absent_or_empty_number_means_everything() throws IOException {
        Client client = new Client(KEY).register();

        assertThat(client.call("get_black_lists").ids()).hasSize(3);
        assertThat(client.list("").ids()).hasSize(3);
    }

    @Test
    void a_number_that_is_none_is_a_bad_request() throws IOException {
        assertThat(new Client(KEY).register().list("abc").status()).isEqualTo(400);
    }

    @Test
    void a_number_from_another_manager_gets_the_whole_list() throws IOException {
        Client client = new Client(KEY).register();

        Answer first = client.list("900000");
        Answer rest = client.list(last(first));

        assertThat(first.ids()).hasSize(3).allMatch(id -> id > 900_000);
        assertThat(rest.ids()).hasSize(1);
        assertThat(client.list(last(rest)).ids()).isEmpty();
    }

    @Test
    void an_order_header_that_names_a_missing_header_is_refused() throws IOException {
        Map<String, String> headers = signed(KEY, new Client(KEY).headers(), true);
        headers.merge("X-DTAS-ChecksumCalculatingOrder", ",X-DTAS-Nothing", String::concat);

        assertThat(send("GET", PATH + "test_connection", headers).status()).isEqualTo(401);
    }

    @Test
    void a_wrong_key_is_refused() throws IOException {
        assertThat(new Client("99999999-0000-4000-8000-00000000CAFE")
                        .call("register")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_clock_that_is_far_off_is_refused_and_told_so() throws IOException {
        Map<String, String> headers = new Client(KEY).headers();
        headers.put("X-DTAS-Time", String.valueOf(Instant.now().getEpochSecond() - 400));

        Answer answer = send("GET", PATH + "test_connection", signed(KEY, headers, true));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("clock");
    }

    @Test
    void a_captured_request_is_refused_the_second_time() throws IOException {
        Client client = new Client(KEY).register();
        Map<String, String> captured = signed(KEY, client.headers(), true);

        assertThat(send("GET", PATH + "get_black_lists", captured).status()).isEqualTo(200);
        assertThat(send("GET", PATH + "get_black_lists", captured).status()).isEqualTo(401);
    }

    @Test
    void unknown_services_and_those_of_edges_are_refused() throws IOException {
        Client client = new Client(KEY).register();

        assertThat(client.call("get_sample").status()).isEqualTo(404);
        assertThat(client.call("upload_black_lists").status()).isEqualTo(403);
    }

    @Test
    void exceptions_are_handed_over_and_taken_back_as_records_of_their_own_log() throws Exception {
        Client client = new Client(KEY).register();
        Exceptions exceptions = hub.getBean(Exceptions.class);
        assertThat(client.call("get_exception_list").body()).isEqualTo("<Return><REPORTS/></Return>");

        Task made = exceptions.add(ExceptionPattern.of(ObjectType.DOMAIN, "*.good.example.test"), "our own", Actor.HUB);
        Answer first = client.call("get_exception_list");
        assertThat(first.body())
                .contains("<Action>1</Action><Type>3</Type><Data>*.good.example.test</Data>")
                .doesNotContain("our own");

        exceptions.remove(List.of(((Number) made.detail().get("exception")).longValue()), Actor.HUB);
        assertThat(client.after("get_exception_list", last(first)).body())
                .contains("<Action>2</Action><Type>3</Type><Data>*.good.example.test</Data>");
    }

    @Test
    void an_answer_is_compressed_if_asked_for() throws IOException {
        Client client = new Client(KEY).register();
        Map<String, String> headers = signed(KEY, client.headers(), true);
        headers.put("Accept-Encoding", "gzip");

        assertThat(send("GET", PATH + "get_black_lists", headers).body()).contains("203.0.113.9");
    }

    private static String last(Answer answer) {
        return String.valueOf(answer.ids().get(answer.ids().size() - 1));
    }

    private static String now() {
        return String.valueOf(Clock.systemUTC().instant().getEpochSecond());
    }

    /** The headers with their checksum, by the lab's own signing, which knows nothing of the hub's. */
    private static Map<String, String> signed(String key, Map<String, String> headers, boolean withOrder) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (withOrder) {
            all.put("X-DTAS-ChecksumCalculatingOrder", String.join(",", headers.keySet()));
        }
        all.put("X-DTAS-Checksum", DtasSignature.checksum(key, List.copyOf(headers.values()), ""));
        return all;
    }

    /** A subscriber of its own. */
    private record Client(String key, UUID id) {

        Client(String key) {
            this(key, UUID.randomUUID());
        }

        Map<String, String> headers() {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("X-DTAS-ProtocolVersion", "1.5");
            headers.put("X-DTAS-ClientUUID", id.toString());
            headers.put("X-DTAS-Time", now());
            headers.put("X-DTAS-Challenge", UUID.randomUUID().toString());
            return headers;
        }

        Client register() throws IOException {
            assertThat(call("register").status()).isEqualTo(200);
            return this;
        }

        Answer call(String service) throws IOException {
            return send("GET", PATH + service, signed(key, headers(), true));
        }

        Answer list(String lastQueryId) throws IOException {
            return after("get_black_lists", lastQueryId);
        }

        Answer after(String service, String lastQueryId) throws IOException {
            Map<String, String> headers = headers();
            headers.put("X-DTAS-LastQueryID", lastQueryId);
            return send("GET", PATH + service, signed(key, headers, true));
        }
    }

    private record Answer(int status, String body) {

        List<Long> ids() {
            return Pattern.compile("<ID>(\\d+)</ID>")
                    .matcher(body)
                    .results()
                    .map(id -> Long.valueOf(id.group(1)))
                    .toList();
        }
    }

    /** Writes the request as it is given: no library sorts, merges or renames a header. */
    private static Answer send(String method, String path, Map<String, String> headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            StringBuilder request =
                    new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
            headers.forEach((name, value) ->
                    request.append(name).append(": ").append(value).append("\r\n"));
            OutputStream out = socket.getOutputStream();
            out.write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            return read(socket.getInputStream());
        }
    }

    private static Answer read(InputStream in) throws IOException {
        String head = head(in);
        byte[] body =
                head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked") ? chunks(in) : in.readAllBytes();
        if (head.toLowerCase(Locale.ROOT).contains("content-encoding: gzip")) {
            body = new GZIPInputStream(new java.io.ByteArrayInputStream(body)).readAllBytes();
        }
        return new Answer(Integer.parseInt(head.substring(9, 12)), new String(body, StandardCharsets.UTF_8));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    private static byte[] chunks(InputStream in) throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            all.write(in.readNBytes(size));
            line(in);
        }
        return all.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
