// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.ctdhub.auth.Role;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.DistributionSwitch;
import org.ctdhub.registry.Report;
import org.ctdhub.registry.Tokens;
import org.ctdhub.web.TaxiiClient.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list by TAXII 2.1, as its clients see it. */
class TaxiiTest {

    private static final String NAMESPACE = "61901709-5a53-4b93-93be-d54f3fcf7329";
    private static final String EXTENSION = "extension-definition--5e40816b-2777-41a4-91ff-5a05026b71c0";
    private static final String CONSOLIDATED = "/taxii2/ctd/collections/consolidated/";

    private static ManagedHub hub;
    private static TaxiiClient reader;
    private static TaxiiClient writer;

    @BeforeAll
    static void start() {
        hub = new ManagedHub();
        reader = new TaxiiClient(hub.url(), "Bearer " + token(Role.VIEWER));
        writer = new TaxiiClient(hub.url(), "Bearer " + hub.token());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static String token(Role role) {
        return hub.bean(Tokens.class)
                .create(Actor.HUB, Tokens.Wanted.lasting(role + "-" + UUID.randomUUID(), role))
                .text();
    }

    @Test
    void a_client_finds_its_way_from_discovery_to_the_objects() throws Exception {
        hub.report("finder", ManagedHub.found(ObjectType.DOMAIN, "way.example.test"));

        JsonNode discovery = reader.get("/taxii2/").body();
        String root = discovery.path("default").asText();
        assertThat(discovery.path("api_roots")).extracting(JsonNode::asText).containsExactly(root);
        String path = root.substring(hub.url().length());
        JsonNode described = reader.get(path).body();
        assertThat(described.path("versions")).extracting(JsonNode::asText).containsExactly(TaxiiClient.TYPE);
        assertThat(described.path("max_content_length").asLong()).isPositive();
        JsonNode collections = reader.get(path + "collections/").body().path("collections");
        assertThat(collections).hasSize(8);
        for (JsonNode collection : collections) {
            String id = collection.path("id").asText();
            assertThat(UUID.fromString(id).version()).isEqualTo(4);
            assertThat(collection.path("can_read").asBoolean()).isTrue();
            assertThat(reader.get(path + "collections/" + id + "/").body()).isEqualTo(collection);
            assertThat(reader.objects(id, "").status()).isEqualTo(200);
        }
        assertThat(names(collections.get(0).path("id").asText())).contains("way.example.test");
    }

    @Test
    void only_the_user_defined_collection_is_written_and_only_by_who_may() throws Exception {
        String path = "/taxii2/ctd/collections/";
        assertThat(writer.get(path).body().path("collections"))
                .filteredOn(each -> each.path("can_write").asBoolean())
                .extracting(each -> each.path("alias").asText())
                .containsExactly("user-defined");
        assertThat(reader.get(path).body().path("collections"))
                .noneMatch(each -> each.path("can_write").asBoolean());
        String envelope = envelope(indicator("[ipv4-addr:value = '203.0.113.200']", ""));
        assertThat(writer.post("consolidated", envelope).status()).isEqualTo(403);
        assertThat(reader.post("user-defined", envelope).status()).isEqualTo(403);
        assertThat(reader.objects("user-defined", "").values("objects", "name")).doesNotContain("203.0.113.200");
    }

    @Test
    void an_object_is_an_indicator_with_an_id_that_every_hub_gives_it() throws Exception {
        Instant expires = Instant.now().plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.SECONDS);
        String value = "http://bad.example.test/it's";
        hub.report("finder", ManagedHub.found(ObjectType.URL, value, Risk.MEDIUM, expires));
        hub.decide("url", value, "\"action\":\"block\"");

        Answer answer = reader.objects("url", "?match[id]=" + id("url", value));

        assertThat(answer.header("Content-Type")).hasValue(TaxiiClient.TYPE);
        JsonNode stix = answer.body().path("objects").path(0);
        assertThat(stix.path("id").asText()).isEqualTo(id("url", value));
        assertThat(stix.path("type").asText()).isEqualTo("indicator");
        assertThat(stix.path("spec_version").asText()).isEqualTo("2.1");
        assertThat(stix.path("pattern").asText()).isEqualTo("[url:value = 'http://bad.example.test/it\\'s']");
        assertThat(stix.path("valid_until").asText())
                .isEqualTo(expires.toString().replace("Z", ".000Z"));
        assertThat(stix.path("created").asText()).matches(".*\\.\\d{3}Z");
        assertThat(stix.path("valid_from").asText())
                .isEqualTo(stix.path("created").asText());
        assertThat(stix.path("labels"))
                .extracting(JsonNode::asText)
                .containsExactly("ctd-action:block", "ctd-list:virtual_analyzer", "ctd-risk:medium");
        assertThat(stix.at("/extensions/" + EXTENSION + "/scan_action").asText())
                .isEqualTo("block");
        assertThat(stix.has("revoked")).isFalse();
    }

    @Test
    void what_indicators_refer_to_is_in_each_collection_before_all_of_them() throws Exception {
        List<JsonNode> all = reader.all("user-defined", "limit=1");

        assertThat(all).extracting(each -> each.path("type").asText()).startsWith("identity", "extension-definition");
        assertThat(all.get(1).path("id").asText()).isEqualTo(EXTENSION);
        assertThat(all.get(1).path("created_by_ref").asText())
                .isEqualTo(all.get(0).path("id").asText());
        assertThat(reader.objects("user-defined", "?match[type]=extension-definition")
                        .values("objects", "id"))
                .containsExactly(EXTENSION);
    }

    @Test
    void what_is_taken_off_is_sent_again_as_revoked_and_what_comes_back_is_not() throws Exception {
        String value = "203.0.113.31";
        hub.report("finder", ManagedHub.found(ObjectType.IP, value));
        JsonNode first = one("ip", value);
        String since = last("ip");

        hub.decide("ip", value, "\"hold\":true");

        List<JsonNode> changed = reader.all("ip", "added_after=" + since);
        assertThat(changed).extracting(each -> each.path("name").asText()).containsExactly(value);
        JsonNode gone = changed.get(0);
        assertThat(gone.path("revoked").asBoolean()).isTrue();
        assertThat(gone.path("created")).isEqualTo(first.path("created"));
        assertThat(gone.path("modified").asText())
                .isGreaterThan(first.path("modified").asText());

        hub.decide("ip", value, "\"hold\":false");

        JsonNode back = one("ip", value);
        assertThat(back.has("revoked")).isFalse();
        assertThat(back.path("created")).isEqualTo(first.path("created"));
        assertThat(back.path("modified").asText())
                .isGreaterThan(gone.path("modified").asText());
    }

    @Test
    void each_collection_holds_its_own_objects_and_keeps_them_when_they_leave() throws Exception {
        String both = "both.example.test";
        String byHand = "hand.example.test";
        hub.report("finder", ManagedHub.found(ObjectType.DOMAIN, both));
        hub.post("/api/v1/user-defined", "{\"type\":\"domain\",\"value\":\"" + both + "\"}", 201);
        hub.post("/api/v1/user-defined", "{\"type\":\"domain\",\"value\":\"" + byHand + "\"}", 201);

        assertThat(names("virtual-analyzer")).contains(both).doesNotContain(byHand);
        assertThat(names("user-defined")).contains(both, byHand);
        assertThat(names("domain")).contains(both, byHand);
        assertThat(names("url")).doesNotContain(both, byHand);

        hub.call("DELETE", "/api/v1/user-defined?type=domain&value=" + byHand, null);
        assertThat(reader.all("user-defined", "match[id]=" + id("domain", byHand)))
                .allMatch(each -> each.path("revoked").asBoolean())
                .hasSize(1);
    }

    @Test
    void pages_hold_each_object_once_and_say_when_their_objects_were_added() throws Exception {
        hub.report(
                "finder",
                IntStream.range(0, 25)
                        .mapToObj(i -> ManagedHub.found(ObjectType.DOMAIN, "page" + i + ".example.test"))
                        .toArray(Report[]::new));

        List<JsonNode> all = reader.all("consolidated", "limit=7");
        assertThat(all).extracting(each -> each.path("id").asText()).doesNotHaveDuplicates();
        assertThat(all)
                .extracting(each -> each.path("name").asText())
                .containsAll(IntStream.range(0, 25)
                        .mapToObj(i -> "page" + i + ".example.test")
                        .toList());

        Answer page = reader.objects("consolidated", "?limit=7");
        JsonNode manifest = reader.get(CONSOLIDATED + "manifest/?limit=7").body();
        assertThat(page.values("objects", "id"))
                .isEqualTo(new Answer(200, manifest, page.raw()).values("objects", "id"));
        assertThat(page.header("X-TAXII-Date-Added-First"))
                .hasValue(manifest.at("/objects/0/date_added").asText());
        assertThat(page.header("X-TAXII-Date-Added-Last"))
                .hasValue(manifest.at("/objects/6/date_added").asText());
        assertThat(manifest.path("more").asBoolean()).isTrue();
        assertThat(manifest.path("objects"))
                .extracting(each -> each.path("date_added").asText())
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(manifest.at("/objects/3/version")).isEqualTo(page.body().at("/objects/3/modified"));
    }

    @Test
    void a_place_of_another_numbering_or_of_nobody_loses_nothing() throws Exception {
        hub.report("finder", ManagedHub.found(ObjectType.DOMAIN, "place.example.test"));

        assertThat(reader.objects("domain", "?next=" + UUID.randomUUID() + ".999999999")
                        .values("objects", "name"))
                .contains("place.example.test");
        assertThat(reader.objects("domain", "?next=12").status()).isEqualTo(400);
    }

    /** The reader knows dates only, and forgets what is finer than a millisecond. */
    @Test
    void a_client_that_cuts_dates_to_milliseconds_loses_nothing_while_others_write() throws Exception {
        int batches = 12;
        int size = 150;
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int batch = 0; batch < batches; batch++) {
                int from = batch * size;
                hub.report(
                        "finder-" + batch % 3,
                        IntStream.range(from, from + size)
                                .mapToObj(i -> ManagedHub.found(ObjectType.URL, "http://cut.example.test/" + i))
                                .toArray(Report[]::new));
            }
        });
        Set<String> seen = new TreeSet<>();
        String since = "1970-01-01T00:00:00Z";
        for (boolean end = false; !end; ) {
            boolean written = writing.isDone();
            Answer page = reader.objects("url", "?limit=101&added_after=" + since);
            seen.addAll(page.values("objects", "name"));
            String last = page.header("X-TAXII-Date-Added-Last").orElse(since);
            String cut = Instant.parse(last).truncatedTo(ChronoUnit.MILLIS).toString();
            end = written && cut.equals(since);
            since = cut;
        }
        writing.get();
        assertThat(seen)
                .containsAll(IntStream.range(0, batches * size)
                        .mapToObj(i -> "http://cut.example.test/" + i)
                        .toList());
    }

    @Test
    void filters_leave_out_what_does_not_fit() throws Exception {
        hub.report(
                "finder",
                ManagedHub.found(ObjectType.DOMAIN, "one.example.test"),
                ManagedHub.found(ObjectType.DOMAIN, "two.example.test"));
        String one = id("domain", "one.example.test");
        String two = id("domain", "two.example.test");
        String version = one("domain", "one.example.test").path("modified").asText();

        assertThat(ids("?match[id]=" + one + "," + two + ",indicator--" + UUID.randomUUID()))
                .containsExactlyInAnyOrder(one, two);
        assertThat(ids("?match%5Bid%5D=" + one)).containsExactly(one);
        assertThat(ids("?match[id]=nonsense")).isEmpty();
        assertThat(ids("?match[type]=malware")).isEmpty();
        assertThat(ids("?match[type]=malware,indicator&match[id]=" + one)).containsExactly(one);
        assertThat(ids("?match[spec_version]=2.0")).isEmpty();
        assertThat(ids("?match[spec_version]=2.0,2.1&match[id]=" + one)).containsExactly(one);
        assertThat(ids("?match[version]=first&match[id]=" + one)).containsExactly(one);
        assertThat(ids("?match[version]=" + version + "&match[id]=" + one)).containsExactly(one);
        assertThat(ids("?match[version]=" + version)).contains(one);
        assertThat(ids("?match[version]=2020-01-01T00:00:00.000Z")).isEmpty();
        assertThat(reader.get(CONSOLIDATED + "objects/" + one + "/versions/")
                        .body()
                        .path("versions"))
                .extracting(JsonNode::asText)
                .containsExactly(version);
        assertThat(reader.objects("consolidated", "?added_after=9999-01-01T00:00:00Z")
                        .body()
                        .toString())
                .isEqualTo("{}");
    }

    private static List<String> ids(String query) throws Exception {
        Answer answer = reader.objects("consolidated", query);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.values("objects", "id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=-1",
                "?limit=many",
                "?added_after=yesterday",
                "?match[version]=newest",
                "?match[name]=x"
            })
    void a_query_that_means_nothing_is_refused(String query) throws Exception {
        assertThat(refusal(reader.objects("consolidated", query))).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/taxii2/other/",
                "/taxii2/ctd/nothing/",
                "/taxii2/ctd/collections/nothing/",
                "/taxii2/ctd/collections/consolidated/nothing/",
                "/taxii2/ctd/status/7f3c1d1e-0000-4000-8000-000000000000/",
                "/taxii2/ctd/collections/url/objects/indicator--7f3c1d1e-0000-4000-8000-000000000000/",
                "/taxii2/ctd/collections/url/objects/nonsense/"
            })
    void what_is_not_there_is_not_found(String path) throws Exception {
        assertThat(refusal(reader.get(path))).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/taxii+json;version=2.1 | 200",
                "application/taxii+json | 200",
                "*/* | 200",
                "application/taxii+json;version=2.0 | 406",
                "application/vnd.oasis.taxii+json; version=2.0 | 406",
                "text/html | 406"
            })
    void an_answer_is_of_a_type_that_was_asked_for(String accept, int status) throws Exception {
        Answer answer = reader.send("GET", CONSOLIDATED, null, "Accept", accept);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).hasValue(TaxiiClient.TYPE);
    }

    @Test
    void a_body_of_another_type_or_size_is_refused() throws Exception {
        String path = "/taxii2/ctd/collections/user-defined/objects/";
        assertThat(refusal(writer.send("POST", path, "{}", "Content-Type", "application/json")))
                .isEqualTo(415);
        assertThat(refusal(writer.send("POST", path, "{}"))).isEqualTo(415);
        assertThat(refusal(writer.post("user-defined", "{"))).isEqualTo(400);
        assertThat(refusal(writer.post("user-defined", "{\"objects\":[]}"))).isEqualTo(400);
        assertThat(refusal(writer.post("user-defined", "{\"objects\":[{}]}"))).isEqualTo(422);
        assertThat(refusal(writer.post("user-defined", " ".repeat(1024 * 1024) + "{}")))
                .isEqualTo(413);
        Answer wrong = writer.send("PUT", path, "{}");
        assertThat(refusal(wrong)).isEqualTo(405);
        assertThat(wrong.header("Allow")).isPresent();
    }

    /** The status of an error object. */
    private static int refusal(Answer answer) {
        assertThat(answer.body().path("title").asText()).isNotBlank();
        assertThat(answer.body().path("description").asText()).isNotBlank();
        assertThat(answer.body().path("http_status").asText()).isEqualTo(String.valueOf(answer.status()));
        assertThat(answer.header("Content-Type")).hasValue(TaxiiClient.TYPE);
        return answer.status();
    }

    @Test
    void a_token_is_a_password_too_and_without_one_nothing_is_told() throws Exception {
        String basic = Base64.getEncoder().encodeToString(("anybody:" + token(Role.VIEWER)).getBytes(UTF_8));
        assertThat(new TaxiiClient(hub.url(), "Basic " + basic)
                        .objects("consolidated", "")
                        .status())
                .isEqualTo(200);

        String wrong = Base64.getEncoder().encodeToString("admin:ctd_wrong".getBytes(UTF_8));
        for (String shown : new String[] {null, "Basic " + wrong, "Bearer ctd_wrong"}) {
            Answer refused = new TaxiiClient(hub.url(), shown).get("/taxii2/");
            assertThat(refusal(refused)).isEqualTo(401);
            assertThat(refused.raw().headers().allValues("WWW-Authenticate"))
                    .anyMatch(scheme -> scheme.startsWith("Basic"))
                    .anyMatch(scheme -> scheme.startsWith("Bearer"));
        }
    }

    @Test
    void indicators_that_are_posted_are_put_on_the_user_defined_list_one_by_one() throws Exception {
        String until = Instant.now()
                .plus(Duration.ofDays(3))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        String good = indicator(
                "[domain-name:value = 'posted.example.test' OR ipv4-addr:value = '203.0.113.77']",
                ",\"labels\":[\"ctd-action:log\"],\"valid_until\":\"" + until + "\"");
        String bad = indicator("[domain-name:value = 'a.example.test' AND url:value = 'http://b.example.test/']", "");
        String identity = "{\"type\":\"identity\",\"id\":\"identity--" + UUID.randomUUID() + "\",\"name\":\"x\"}";

        Answer posted = writer.post("user-defined", envelope(good, bad, identity));

        assertThat(posted.status()).isEqualTo(202);
        JsonNode status = posted.body();
        assertThat(status.path("status").asText()).isEqualTo("complete");
        assertThat(List.of(
                        status.path("total_count").asInt(),
                        status.path("success_count").asInt(),
                        status.path("failure_count").asInt(),
                        status.path("pending_count").asInt()))
                .containsExactly(3, 1, 2, 0);
        assertThat(status.path("failures")).allSatisfy(each -> {
            assertThat(each.path("message").asText()).isNotBlank();
            assertThat(each.path("version").asText()).isNotBlank();
        });
        assertThat(reader.get("/taxii2/ctd/status/" + status.path("id").asText() + "/")
                        .body())
                .isEqualTo(status);
        JsonNode found = one("domain", "posted.example.test");
        assertThat(found.path("valid_until").asText()).isEqualTo(until.replace("Z", ".000Z"));
        assertThat(found.path("labels"))
                .extracting(JsonNode::asText)
                .contains("ctd-action:log", "ctd-list:user_defined");
        assertThat(names("user-defined")).contains("203.0.113.77");
    }

    @Test
    void what_is_posted_as_revoked_or_deleted_is_taken_off() throws Exception {
        String posted = indicator("[domain-name:value = 'off.example.test']", "");
        String deleted = indicator("[domain-name:value = 'deleted.example.test']", "");
        writer.post("user-defined", envelope(posted, deleted));
        assertThat(one("domain", "off.example.test").has("revoked")).isFalse();

        writer.post("user-defined", envelope(posted.replaceFirst("\\}$", ",\"revoked\":true}")));
        assertThat(one("domain", "off.example.test").path("revoked").asBoolean())
                .isTrue();

        String path = "/taxii2/ctd/collections/%s/objects/" + id("domain", "deleted.example.test") + "/";
        assertThat(writer.send("DELETE", path.formatted("consolidated"), null).status())
                .isEqualTo(403);
        assertThat(reader.send("DELETE", path.formatted("user-defined"), null).status())
                .isEqualTo(403);
        assertThat(writer.send("DELETE", path.formatted("user-defined"), null).status())
                .isEqualTo(200);
        assertThat(one("domain", "deleted.example.test").path("revoked").asBoolean())
                .isTrue();
        assertThat(writer.send("DELETE", path.formatted("user-defined"), null).status())
                .isEqualTo(404);
    }

    @Test
    void while_distribution_is_off_nothing_is_told_and_nobodys_place_moves() throws Exception {
        hub.report("finder", ManagedHub.found(ObjectType.DOMAIN, "quiet.example.test"));
        DistributionSwitch distribution = hub.bean(DistributionSwitch.class);
        distribution.put(Actor.HUB, new DistributionSwitch.Position(false, null));
        try {
            assertThat(reader.objects("consolidated", "").body().toString()).isEqualTo("{}");
        } finally {
            distribution.put(Actor.HUB, new DistributionSwitch.Position(true, null));
        }
        assertThat(names("domain")).contains("quiet.example.test");
    }

    private static Set<String> names(String collection) throws Exception {
        Set<String> names = new TreeSet<>();
        for (JsonNode each : reader.all(collection, "limit=1000")) {
            names.add(each.path("name").asText());
        }
        return names;
    }

    private static JsonNode one(String type, String value) throws Exception {
        return reader.objects("consolidated", "?match[id]=" + id(type, value))
                .body()
                .path("objects")
                .path(0);
    }

    /** The date of the last object of a collection. */
    private static String last(String collection) throws Exception {
        return reader.get("/taxii2/ctd/collections/" + collection + "/manifest/")
                .header("X-TAXII-Date-Added-Last")
                .orElseThrow();
    }

    private static String indicator(String pattern, String more) {
        return "{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":\"indicator--" + UUID.randomUUID()
                + "\",\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":\"2026-01-01T00:00:00.000Z\","
                + "\"valid_from\":\"2026-01-01T00:00:00Z\",\"pattern_type\":\"stix\",\"pattern\":\"" + pattern + "\""
                + more + "}";
    }

    private static String envelope(String... objects) {
        return "{\"objects\":[" + String.join(",", objects) + "]}";
    }

    /** UUIDv5 as RFC 9562 describes it, of type and value. */
    private static String id(String type, String value) throws Exception {
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        sha1.update(HexFormat.of().parseHex(NAMESPACE.replace("-", "")));
        byte[] digest = sha1.digest((type + ":" + value).getBytes(UTF_8));
        digest[6] = (byte) ((digest[6] & 0x0f) | 0x50);
        digest[8] = (byte) ((digest[8] & 0x3f) | 0x80);
        String hex = HexFormat.of().formatHex(digest, 0, 16);
        return "indicator--" + hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }
}
