// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ctdhub.auth.Role;
import org.ctdhub.lab.simulator.Duplicates;
import org.ctdhub.lab.simulator.RuleManagerSimulator;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.registry.Batch;
import org.ctdhub.registry.CollectRun;
import org.ctdhub.registry.Producers;
import org.ctdhub.registry.Products;
import org.ctdhub.registry.Report;
import org.ctdhub.registry.Sightings;
import org.ctdhub.web.RunningHub.Caller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports by schedule: what they tell, when they are made, and who gets them by mail. */
class ReportsApiTest {

    private static final String KEY = "2:0123ABCD-0000-4000-8000-00000000CAFE";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ATTACK = "<script>alert('x')</script>.pc.example.test";
    private static final String FORMULA = "=cmd|' /C calc'!A0";

    private final ServerSetup smtp = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    private GreenMail mails;
    private RunningHub hub;
    private Caller operator;

    @BeforeEach
    void start() {
        mails = new GreenMail(smtp);
        mails.start();
        hub = RunningHub.with(
                "--ctd.preset=block",
                "--ctd.tick-millis=100",
                "--ctd.mail.host=127.0.0.1",
                "--ctd.mail.port=" + mails.getSmtp().getPort(),
                "--ctd.mail.tls=none",
                "--ctd.mail.from=hub@example.test");
        operator = hub.with(Role.OPERATOR);
    }

    @AfterEach
    void stop() {
        hub.close();
        mails.stop();
    }

    /** A detection as the test sends it; {@code object} null: of nothing that the hub knows. */
    private record Sent(String product, String value, String object, String action, String endpoint) {}

    @Test
    void every_number_is_that_of_what_came_in_and_the_mail_is_the_page_with_the_sheet() throws Exception {
        try (RuleManagerSimulator rules =
                new RuleManagerSimulator(KEY, KEY + "2", Duplicates.RETURN_EXISTING, 100_000, Clock.systemUTC())) {
            rules.start();
            everythingIsAsReported(rules);
        }
    }

    private void everythingIsAsReported(RuleManagerSimulator rules) throws Exception {
        product("rules", rules.url().toString());
        product("down", "http://127.0.0.1:1");
        assertThat(sql("update view_limit set most = 3 where type = 'file_sha256'"))
                .isEqualTo(1);
        sql("update comparison set next_at = 'infinity'");
        report("sandbox", found(ObjectType.DOMAIN, "old.example.test"), found(ObjectType.IP, "198.51.100.70"));
        LocalDate day = LocalDate.ofInstant(hub.clock.instant(), ZoneOffset.UTC).plusDays(1);
        long plan = plan("{\"name\":\"Daily\",\"period\":\"daily\",\"recipients\":[\"soc@example.test\"]}");

        goTo(day.atTime(10, 0).toInstant(ZoneOffset.UTC));
        report(
                "sandbox",
                found(ObjectType.DOMAIN, "a.bad.example.test"),
                found(ObjectType.DOMAIN, "b.bad.example.test"),
                found(ObjectType.URL, "http://bad.example.test/x.zip"),
                ManagedHub.takenBack(ObjectType.DOMAIN, "old.example.test"));
        report("gateway", found(ObjectType.DOMAIN, "a.bad.example.test"));
        for (int file = 1; file <= 4; file++) {
            ok(201, operator.post("/api/v1/user-defined", wish("file_sha256", hash(file))));
        }
        ok(201, operator.post("/api/v1/user-defined", wish("ip", "198.51.100.9")));
        ok(operator.delete("/api/v1/user-defined?type=ip&value=198.51.100.9"));
        List<Sent> detections = List.of(
                new Sent("gateway", "a.bad.example.test", "a.bad.example.test", "block", "pc1.example.test"),
                new Sent("gateway", "x.a.bad.example.test", "a.bad.example.test", "block", "pc1.example.test"),
                new Sent("sandbox", "a.bad.example.test", "a.bad.example.test", "log", ATTACK),
                new Sent("gateway", "http://bad.example.test/x.zip", "http://bad.example.test/x.zip", "block", FORMULA),
                new Sent("gateway", hash(1), hash(1), "Their Word", "pc1.example.test"),
                new Sent("gateway", "203.0.113.77", null, "log", "pc1.example.test"));
        for (Sent sent : detections) {
            detect(sent, day.atTime(9, 0).toInstant(ZoneOffset.UTC));
        }
        detect(detections.get(0), day.atStartOfDay().toInstant(ZoneOffset.UTC).minusSeconds(1));
        detect(detections.get(0), day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
        ok(201, operator.post("/api/v1/exceptions", "{\"type\":\"domain\",\"pattern\":\"a.bad.example.test\"}"));
        ok(201, operator.post("/api/v1/exceptions", "{\"type\":\"domain\",\"pattern\":\"*.never.example.test\"}"));
        ok(operator.post(
                "/api/v1/decisions",
                "{\"objects\":[{\"type\":\"domain\",\"value\":\"b.bad.example.test\"}],\"hold\":true}"));
        await().atMost(SOON).until(() -> rules.objects().size() == 3);

        goTo(day.plusDays(1).atTime(5, 0).toInstant(ZoneOffset.UTC));
        report("sandbox", found(ObjectType.DOMAIN, "late.example.test"));
        sql(
                "update comparison set next_at = '-infinity' where reader_id = (select id from reader where name = 'rules')");
        await().atMost(SOON).until(() -> count("delivered where confirmed_at is not null") == 3);
        await().atMost(SOON).until(() -> count("delivered where state = 'due'") == 3);
        assertThat(madeOf(day, plan)).as("it is due at six").isEmpty();
        goTo(day.plusDays(1).atTime(6, 0).toInstant(ZoneOffset.UTC));
        await().atMost(SOON).until(() -> madeOf(day, plan).isPresent());

        JsonNode made = madeOf(day, plan).orElseThrow();
        assertThat(made.path("until").asText()).isEqualTo(day.plusDays(1) + "T00:00:00Z");
        assertThat(made.path("madeBy").isNull()).isTrue();
        JsonNode numbers = json("/api/v1/reports/" + plan + "/made/"
                        + made.path("id").asLong())
                .path("numbers");
        assertThat(rows(numbers.path("came"), "kind", "source", "type", "objects", "withdrawn"))
                .containsExactly(
                        "PRODUCT gateway domain 1 0",
                        "PRODUCT sandbox domain 2 1",
                        "PRODUCT sandbox url 1 0",
                        "PEOPLE null file_sha256 4 0",
                        "PEOPLE null ip 1 0");
        assertThat(rows(numbers.path("listed"), "type", "action", "objects"))
                .containsExactly("domain block 1", "file_sha256 block 4", "ip block 1", "url block 1");
        assertThat(rows(numbers.path("places"), "product", "delivered", "confirmed", "due", "refused"))
                .containsExactly("down 0 0 3 0", "rules 3 3 0 0");
        assertThat(rows(numbers.path("full"), "product", "type", "held", "most", "leftOut"))
                .containsExactly("down file_sha256 3 3 1", "rules file_sha256 3 3 1");
        assertThat(rows(numbers.path("behind"), "product", "waiting")).containsExactly("down 3");
        assertThat(numbers.at("/behind/0/lastError").asText()).isNotBlank();
        assertThat(rows(numbers.path("met"), "product", "action", "detections"))
                .containsExactlyInAnyOrderElementsOf(counted(
                        detections, sent -> sent.product() + " " + sent.action().toLowerCase(Locale.ROOT)));
        assertThat(sum(numbers.path("met"), "matched"))
                .isEqualTo(detections.stream()
                        .filter(sent -> sent.object() != null)
                        .count());
        assertThat(rows(numbers.path("topObjects"), "value", "detections"))
                .containsExactlyInAnyOrderElementsOf(counted(known(detections), Sent::object));
        assertThat(numbers.at("/topObjects/0/value").asText()).isEqualTo("a.bad.example.test");
        assertThat(numbers.at("/topObjects/0/endpoints").asInt()).isEqualTo(2);
        assertThat(rows(numbers.path("topEndpoints"), "name", "detections"))
                .containsExactlyInAnyOrderElementsOf(counted(detections, Sent::endpoint));
        assertThat(rows(numbers.path("topSources"), "kind", "name", "detections", "objects"))
                .containsExactly("PRODUCT sandbox 4 2", "PRODUCT gateway 3 1", "PEOPLE null 1 1");
        assertThat(rows(numbers.path("takenBack").path("largest"), "pattern", "inForce", "objects", "detections"))
                .containsExactly("a.bad.example.test true 1 3", "*.never.example.test true 0 0");
        assertThat(numbers.at("/takenBack/exceptions").asInt()).isEqualTo(2);
        assertThat(numbers.at("/takenBack/ended").asInt()).isEqualTo(1);
        assertThat(numbers.at("/takenBack/undefined").asInt()).isEqualTo(1);

        HttpResponse<String> page = operator.get(made.path("page").asText());
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "sandbox");
        assertThat(page.body())
                .contains("hxxp://bad[.]example[.]test/x[.]zip", "&lt;script&gt;", "<html lang=\"en\">", "Top objects")
                .doesNotContain("<script", "http://", "https://", "bad.example", "src=", "href=", "th:text", "??");
        HttpResponse<String> sheet = operator.get(made.path("csv").asText());
        assertThat(sheet.headers().firstValue("Content-Disposition").orElse(""))
                .contains("report-" + plan + "-" + day + ".csv");
        assertThat(sheet.body().lines())
                .contains(
                        "section,name,detail,measure,value",
                        "report,Daily,UTC,since," + day + "T00:00:00Z",
                        "came_in,sandbox,domain,objects,2",
                        "came_in,people,file_sha256,objects,4",
                        "top_endpoints,'" + FORMULA + ",,detections,1",
                        "top_objects,http://bad.example.test/x.zip,url,detections,1",
                        "full,rules,file_sha256,left_out,1",
                        "taken_back,undefined,,number,1");

        await().atMost(SOON)
                .until(() -> madeOf(day, plan)
                        .orElseThrow()
                        .at("/mail/state")
                        .asText()
                        .equals("sent"));
        List<MimeMessage> sent = new ArrayList<>();
        for (MimeMessage one : mails.getReceivedMessages()) {
            if (one.getSubject().equals("Daily: " + day)) {
                sent.add(one);
            }
        }
        assertThat(sent).hasSize(1);
        MimeMessage mail = sent.get(0);
        assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("soc@example.test");
        List<BodyPart> parts = parts(mail.getContent());
        assertThat(text(part(parts, "text/html")).replace("\r\n", "\n"))
                .isEqualTo(page.body().replace("\r\n", "\n"));
        assertThat(text(part(parts, "text/csv"))).isEqualTo(sheet.body());
        assertThat(text(part(parts, "text/plain")))
                .contains("hxxp://bad[.]example[.]test/x[.]zip")
                .doesNotContain("http://", "bad.example");
    }

    @Test
    void what_was_due_while_nobody_was_there_is_made_once_for_its_own_period() throws Exception {
        LocalDate today = LocalDate.ofInstant(hub.clock.instant(), ZoneId.of("Asia/Tokyo"));
        long plan = plan(
                "{\"name\":\"Tokyo\",\"period\":\"daily\",\"zone\":\"Asia/Tokyo\",\"hour\":7,\"language\":\"ja\"}");

        goTo(today.plusDays(3).atTime(12, 0).atZone(ZoneId.of("Asia/Tokyo")).toInstant());

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Instant.parse(
                                json("/api/v1/reports/" + plan).path("nextAt").asText()))
                        .isEqualTo(today.plusDays(4)
                                .atTime(7, 0)
                                .atZone(ZoneId.of("Asia/Tokyo"))
                                .toInstant()));
        List<String> days = new ArrayList<>();
        for (JsonNode made : made(plan)) {
            days.add(LocalDate.ofInstant(Instant.parse(made.path("since").asText()), ZoneId.of("Asia/Tokyo"))
                    .toString());
            assertThat(Duration.between(
                            Instant.parse(made.path("since").asText()),
                            Instant.parse(made.path("until").asText())))
                    .isEqualTo(Duration.ofDays(1));
        }
        assertThat(days).startsWith("" + today.plusDays(2), "" + today.plusDays(1), "" + today);
        assertThat(days).doesNotHaveDuplicates();
        String page = operator.get(made(plan).get(0).path("page").asText()).body();
        assertThat(page)
                .contains("<html lang=\"ja\">", "取り下げた誤検出", "Asia/Tokyo")
                .doesNotContain("Top objects");
        assertThat(made(plan).get(0).at("/mail/state").asText()).isEqualTo("none");
    }

    @Test
    void a_mail_that_is_not_taken_is_tried_again_after_growing_pauses_and_the_report_stands() throws Exception {
        int port = mails.getSmtp().getPort();
        mails.stop();
        long plan = plan("{\"name\":\"Weekly\",\"period\":\"weekly\",\"recipients\":[\"soc@example.test\"]}");
        String run = "/api/v1/reports/" + plan + "/run";
        ok(operator.post(run + "?dryRun=true&mail=true", ""));
        assertThat(made(plan)).as("a dry run leaves nothing").isEmpty();

        JsonNode made =
                RunningHub.json(ok(operator.post(run + "?mail=true", ""))).path("report");
        assertThat(made.path("madeBy").asText()).isNotBlank();
        Duration last = Duration.ZERO;
        for (int tries = 1; tries <= 3; tries++) {
            int times = tries;
            await().atMost(SOON).until(() -> mail(plan).path("tries").asInt() == times);
            assertThat(mail(plan).path("state").asText()).isEqualTo("due");
            assertThat(mail(plan).path("lastError").asText()).contains("127.0.0.1:" + port);
            Duration pause = Duration.between(
                    hub.clock.instant(),
                    Instant.parse(mail(plan).path("nextTryAt").asText()));
            assertThat(pause).isGreaterThan(last);
            assertThat(operator.get(made.path("page").asText()).statusCode()).isEqualTo(200);
            last = pause;
            if (tries == 3) {
                mails = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
                mails.start();
            }
            hub.clock.advance(pause);
        }

        await().atMost(SOON).until(() -> mail(plan).path("state").asText().equals("sent"));
        assertThat(mails.getReceivedMessages()).hasSize(1);
        assertThat(mail(plan).path("lastError").isNull()).isTrue();
        assertThat(mail(plan).path("nextTryAt").isNull()).isTrue();
    }

    @Test
    void a_report_is_changed_and_ended_and_what_makes_no_sense_is_refused_with_the_reason() throws Exception {
        long plan = plan("{\"name\":\"Monthly\",\"period\":\"monthly\"}");
        for (String[] wrong : new String[][] {
            {"{\"name\":\"x\",\"period\":\"hourly\"}", "daily, weekly, monthly"},
            {"{\"name\":\"x\"}", "daily, weekly, monthly"},
            {"{\"name\":\"\",\"period\":\"daily\"}", "name"},
            {"{\"name\":\"x\\r\\nBcc: a@example.test\",\"period\":\"daily\"}", "name"},
            {"{\"name\":\"x\",\"period\":\"daily\",\"zone\":\"Mars/Base\"}", "Asia/Tokyo"},
            {"{\"name\":\"x\",\"period\":\"daily\",\"hour\":24}", "0 to 23"},
            {"{\"name\":\"x\",\"period\":\"daily\",\"language\":\"fr\"}", "en, ja"},
            {"{\"name\":\"x\",\"period\":\"daily\",\"recipients\":[\"a@example.test\",\"b@c@d\"]}", "recipient 2"},
            {"{\"name\":\"x\",\"period\":\"daily\",\"recipients\":[\"a@example.test, b@example.test\"]}", "recipient 1"
            },
            {"{\"name\":\"x\",\"period\":\"daily\",\"recipient\":\"a@example.test\"}", "recipients"},
        }) {
            HttpResponse<String> refused = operator.post("/api/v1/reports", wrong[0]);
            assertThat(refused.statusCode()).as(wrong[0]).isEqualTo(400);
            assertThat(RunningHub.json(refused).path("detail").asText()).contains(wrong[1]);
        }
        assertThat(operator.post("/api/v1/reports", "{\"name\":\"Monthly\",\"period\":\"daily\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(json("/api/v1/reports")).hasSize(1);

        JsonNode changed = RunningHub.json(ok(operator.put(
                "/api/v1/reports/" + plan, "{\"name\":\"Renamed\",\"period\":\"weekly\",\"zone\":\"Europe/Berlin\"}")));
        assertThat(changed.path("name").asText()).isEqualTo("Renamed");
        assertThat(changed.path("zone").asText()).isEqualTo("Europe/Berlin");
        JsonNode made = RunningHub.json(ok(operator.post("/api/v1/reports/" + plan + "/run", "")))
                .path("report");
        assertThat(Instant.parse(made.path("until").asText())
                        .atZone(ZoneId.of("Europe/Berlin"))
                        .getDayOfWeek())
                .isEqualTo(DayOfWeek.MONDAY);
        assertThat(operator.get("/reports").statusCode()).isEqualTo(200);
        assertThat(operator.get("/reports").body())
                .contains("Renamed", made.path("page").asText());

        assertThat(operator.delete("/api/v1/reports/" + plan).statusCode()).isEqualTo(204);
        for (String gone : List.of("", "/made", "/made/" + made.path("id").asLong())) {
            assertThat(operator.get("/api/v1/reports/" + plan + gone).statusCode())
                    .isEqualTo(404);
        }
        assertThat(operator.post("/api/v1/reports/" + plan + "/run", "").statusCode())
                .isEqualTo(404);
        assertThat(RunningHub.json(hub.with(Role.ADMINISTRATOR).get("/api/v1/audit?subject=report/" + plan))
                        .path("items")
                        .findValuesAsText("action"))
                .containsExactly("report.remove", "report.run", "report.change", "report.create");
    }

    private int sql(String statement) {
        return hub.database.jdbc().sql(statement).update();
    }

    private long count(String rows) {
        return hub.database
                .jdbc()
                .sql("select count(*) from " + rows)
                .query(Long.class)
                .single();
    }

    private void goTo(Instant time) {
        hub.clock.advance(Duration.between(hub.clock.instant(), time));
    }

    private long plan(String json) throws Exception {
        return RunningHub.json(ok(201, operator.post("/api/v1/reports", json)))
                .path("id")
                .asLong();
    }

    private JsonNode made(long plan) throws Exception {
        return json("/api/v1/reports/" + plan + "/made");
    }

    /** The report of one day; those of the days before are none of the test's business. */
    private Optional<JsonNode> madeOf(LocalDate day, long plan) throws Exception {
        return StreamSupport.stream(made(plan).spliterator(), false)
                .filter(made -> made.path("since").asText().equals(day + "T00:00:00Z"))
                .findFirst();
    }

    private JsonNode mail(long plan) throws Exception {
        return made(plan).get(0).path("mail");
    }

    private JsonNode json(String path) throws Exception {
        return RunningHub.json(ok(operator.get(path)));
    }

    private static HttpResponse<String> ok(HttpResponse<String> answer) {
        return ok(200, answer);
    }

    private static HttpResponse<String> ok(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(status, 200, 204);
        return answer;
    }

    private void product(String name, String url) throws Exception {
        ok(
                201,
                operator.post(
                        "/api/v1/products",
                        "{\"name\":\"%s\",\"connector\":\"ds\",\"version\":\"20.0\",\"settings\":{\"url\":\"%s\",\"apiKey\":\"%s\"}}"
                                .formatted(name, url, KEY)));
    }

    private void report(String producer, Report... reports) {
        hub.context
                .getBean(Products.class)
                .enter(
                        producer,
                        "any",
                        Optional.empty(),
                        Optional.of(Duration.ofDays(1)),
                        Optional.empty(),
                        Optional.empty());
        CollectRun run = hub.context.getBean(Producers.class).begin(producer, "objects", "0", Duration.ofDays(1));
        hub.context.getBean(Sightings.class).register(new Batch(run, List.of(reports), List.of(), null));
    }

    private Report found(ObjectType type, String value) {
        return ManagedHub.found(type, value, Risk.HIGH, hub.clock.instant().plus(Duration.ofDays(30)));
    }

    private static String hash(int file) {
        return "%064x".formatted(file);
    }

    private static String wish(String type, String value) {
        return "{\"type\":\"" + type + "\",\"value\":\"" + value + "\"}";
    }

    private void detect(Sent sent, Instant at) throws Exception {
        String record = "[{\"value\":\"%s\",\"action\":\"%s\",\"endpoint\":\"%s\",\"at\":\"%s\"}]"
                .formatted(sent.value(), sent.action(), sent.endpoint(), at);
        HttpResponse<String> answer = ok(operator.post("/api/v1/detections?product=" + sent.product(), record));
        assertThat(RunningHub.json(answer).path("taken").asInt()).isEqualTo(1);
    }

    private static List<Sent> known(List<Sent> detections) {
        return detections.stream().filter(sent -> sent.object() != null).toList();
    }

    private static List<String> counted(List<Sent> detections, Function<Sent, String> by) {
        Map<String, Long> counts = detections.stream().collect(groupingBy(by, counting()));
        return counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .toList();
    }

    private static List<String> rows(JsonNode lines, String... fields) {
        List<String> rows = new ArrayList<>();
        lines.forEach(line -> rows.add(String.join(
                " ", Stream.of(fields).map(field -> line.path(field).asText()).toList())));
        return rows;
    }

    private static long sum(JsonNode lines, String field) {
        long sum = 0;
        for (JsonNode line : lines) {
            sum += line.path(field).asLong();
        }
        return sum;
    }

    private static List<BodyPart> parts(Object content) throws Exception {
        List<BodyPart> parts = new ArrayList<>();
        Multipart several = (Multipart) content;
        for (int n = 0; n < several.getCount(); n++) {
            BodyPart part = several.getBodyPart(n);
            if (part.getContent() instanceof Multipart) {
                parts.addAll(parts(part.getContent()));
            } else {
                parts.add(part);
            }
        }
        return parts;
    }

    private static Part part(List<BodyPart> parts, String type) {
        return parts.stream().filter(part -> isOf(part, type)).findFirst().orElseThrow();
    }

    private static boolean isOf(Part part, String type) {
        try {
            return part.isMimeType(type);
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Part part) throws Exception {
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
