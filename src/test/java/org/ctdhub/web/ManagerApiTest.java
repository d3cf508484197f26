// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctdhub.web.ManagedHub.found;
import static org.ctdhub.web.ManagedHub.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.web.HubUnderTest.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator decides about objects, over the API. */
class ManagerApiTest {

    private static final String EXCEPTIONS = "/api/v1/exceptions";
    private static final Instant LATER = Instant.parse("2090-01-31T12:00:00Z");

    private static ManagedHub hub;

    @BeforeAll
    static void start() throws Exception {
        hub = new ManagedHub("--ctd.own[0]=own.example.test");
        hub.report(
                "box-filters",
                found(ObjectType.DOMAIN, "f1.filters.example.test"),
                found(ObjectType.URL, "http://f2.filters.example.test/", Risk.LOW, LATER),
                found(ObjectType.DOMAIN, "f4.filters.example.test"),
                found(ObjectType.DOMAIN, "f5.filters.example.test"),
                found(ObjectType.DOMAIN, "f6.filters.example.test"));
        put("f3.filters.example.test", "\"action\":\"log\"", 201);
        hub.post(EXCEPTIONS, "{\"type\":\"domain\",\"pattern\":\"f4.filters.example.test\"}", 201);
        hub.decide("domain", "f5.filters.example.test", "\"hold\":true");
        hub.decide("domain", "f6.filters.example.test", "\"expiresAt\":\"now\"");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static JsonNode put(String domain, String what, int code) throws Exception {
        return hub.post(
                "/api/v1/user-defined",
                "{\"type\":\"domain\",\"value\":\"" + domain + "\"" + (what.isEmpty() ? "" : "," + what) + "}",
                code);
    }

    @ParameterizedTest
    @CsvSource({
        "type=url, 2",
        "list=user_defined, 3",
        "list=virtual_analyzer, 1245",
        "risk=low, 2",
        "action=log, 3",
        "source=box-filters, 12456",
        "source=nobody, ''",
        "state=listed, 123",
        "state=excepted, 4",
        "state=held, 5",
        "state=gone, 6",
        "since=2089-01-01T00:00:00Z, ''",
        "until=2089-01-01T00:00:00Z, 123456",
        "until=2000-01-01T00:00:00Z, ''",
        "type=domain&state=listed, 13"
    })
    void objects_are_found_by_each_filter(String filter, String which) throws Exception {
        assertThat(hub.values("text=FILTERS.example.test&" + filter))
                .extracting(value -> value.replaceAll("\\D", ""))
                .containsExactlyInAnyOrder(
                        which.chars().mapToObj(Character::toString).toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "state=lsted, listed",
        "list=mine, user_defined",
        "type=hash, file_sha1",
        "risk=huge, medium",
        "action=ban, quarantine",
        "since=yesterday, since",
        "limit=0, 1000",
        "limit=1001, 1000"
    })
    void a_filter_with_a_word_that_there_isnt_is_refused_and_names_those_that_there_are(String filter, String tells)
            throws Exception {
        Answer answer = hub.get("/api/v1/objects?" + filter);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("detail").asText().replace(",", "")).contains(tells);
    }

    @Test
    void pages_repeat_nothing_and_miss_nothing_while_objects_are_added() throws Exception {
        IntStream.range(0, 5)
                .forEach(i -> hub.report("box-pages", found(ObjectType.DOMAIN, "p" + i + ".pages.example.test")));
        List<String> seen = new ArrayList<>();
        String next = "0";
        do {
            JsonNode page = hub.get("/api/v1/objects?text=.pages.example.test&limit=2&after=" + next)
                    .body();
            seen.addAll(texts(page.path("items"), "value"));
            next = page.path("next").isNull() ? null : page.path("next").asText();
            hub.report("box-pages", found(ObjectType.DOMAIN, "new" + seen.size() + ".pages.example.test"));
        } while (next != null);

        assertThat(seen).extracting(value -> value.substring(0, 2)).containsExactly("p4", "p3", "p2", "p1", "p0");
    }

    @Test
    void a_decided_action_outranks_the_preset_until_it_is_taken_back() throws Exception {
        hub.report("box", found(ObjectType.FILE_SHA1, "1".repeat(40)));
        assertThat(hub.story("file_sha1", "1".repeat(40)).path("actionRule").asText())
                .isEqualTo("preset for file_sha1 of high risk");

        JsonNode task = hub.decide("file_sha1", "1".repeat(40), "\"action\":\"quarantine\"");

        assertThat(task.path("state").asText()).isEqualTo("done");
        JsonNode story = hub.story("file_sha1", "1".repeat(40));
        assertThat(story.path("action").asText()).isEqualTo("quarantine");
        assertThat(story.path("actionRule").asText()).startsWith("set for this object by test-");
        hub.decide("file_sha1", "1".repeat(40), "\"action\":\"preset\"");
        assertThat(hub.line("1".repeat(40)).path("action").asText()).isEqualTo("block");
    }

    @Test
    void a_decided_date_outranks_the_reports_until_it_is_taken_back() throws Exception {
        String value = "dates.example.test";
        hub.report("box", found(ObjectType.DOMAIN, value, Risk.HIGH, LATER));
        assertThat(hub.story("domain", value).path("expiryRule").asText())
                .isEqualTo("the latest date that a report gave");

        hub.decide("domain", value, "\"expiresAt\":\"2080-01-31T12:00:00Z\"");
        assertThat(hub.line(value).path("expiresAt").asText()).isEqualTo("2080-01-31T12:00:00Z");
        assertThat(hub.story("domain", value).path("expiryRule").asText()).startsWith("set for this object by test-");

        hub.decide("domain", value, "\"expiresAt\":\"never\"");
        assertThat(hub.line(value).path("expiresAt").isNull()).isTrue();
        assertThat(hub.story("domain", value).path("expiryRule").asText()).startsWith("set for this object by test-");

        hub.decide("domain", value, "\"expiresAt\":\"now\"");
        assertThat(hub.state(value)).isEqualTo("gone");

        hub.decide("domain", value, "\"expiresAt\":\"reports\"");
        assertThat(hub.line(value).path("expiresAt").asText()).isEqualTo(LATER.toString());
        assertThat(hub.state(value)).isEqualTo("listed");
    }

    @Test
    void what_is_held_is_off_the_list_and_its_story_says_by_whom() throws Exception {
        hub.report("box", found(ObjectType.DOMAIN, "hold.example.test"));

        hub.decide("domain", "hold.example.test", "\"hold\":true");

        JsonNode story = hub.story("domain", "hold.example.test");
        assertThat(story.path("listed").asBoolean()).isFalse();
        assertThat(story.at("/heldBack/0").asText()).startsWith("held by test-");
        hub.decide("domain", "hold.example.test", "\"hold\":false");
        assertThat(hub.state("hold.example.test")).isEqualTo("listed");
    }

    @Test
    void a_decision_by_filter_is_tried_dry_then_carried_out_and_taken_back() throws Exception {
        for (int i = 0; i < 3; i++) {
            hub.report("box", found(ObjectType.DOMAIN, "d" + i + ".dry.example.test"));
        }
        String decision = "{\"filter\":{\"text\":\".dry.example.test\"},\"action\":\"log\",\"dryRun\":";

        JsonNode effect = hub.post("/api/v1/decisions", decision + "true}", 200);

        assertThat(effect.path("objects").asInt()).isEqualTo(3);
        assertThat(effect.path("changes").asInt()).isEqualTo(3);
        assertThat(hub.values("text=.dry.example.test&action=log")).isEmpty();
        long task = hub.post("/api/v1/decisions", decision + "false}", 200)
                .path("id")
                .asLong();
        assertThat(hub.values("text=.dry.example.test&action=log")).hasSize(3);
        assertThat(hub.get("/api/v1/tasks/" + task).body().path("done").asInt()).isEqualTo(3);
        assertThat(texts(hub.get("/api/v1/tasks").body(), "id")).contains(String.valueOf(task));

        JsonNode back = hub.post("/api/v1/tasks/" + task + "/undo?dryRun=true", null, 200);
        assertThat(back.path("changes").asInt()).isEqualTo(3);
        hub.post("/api/v1/tasks/" + task + "/undo", null, 200);
        assertThat(hub.values("text=.dry.example.test&action=block")).hasSize(3);
        assertThat(hub.call("POST", "/api/v1/tasks/999999/undo", null).status()).isEqualTo(404);
        assertThat(hub.get("/api/v1/tasks/999999").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'objects':[{'type':'url','value':'http://f2.filters.example.test/'}],'action':'quarantine'}; only files",
                "{'filter':{'text':'filters'},'action':'quarantine'}; Select one type of file",
                "{'objects':[{'value':'nobody-knows.example.test'}],'hold':true}; not known",
                "{'objects':[{'value':'http://'}],'hold':true}; is refused",
                "{'objects':[],'hold':true}; No object",
                "{'filter':{'state':'lsted'},'hold':true}; listed, excepted",
                "{'filter':{'tpye':'url'},'hold':true}; tpye",
                "{'filter':{'type':'url'},'hold':true,'dryrun':true}; dryrun",
                "{'objects':[{'value':'a.example.test'}],'filter':{'type':'url'},'hold':true}; either",
                "{'hold':true}; either",
                "{'filter':{'type':'url'}}; Nothing is decided",
                "{'filter':{'type':'url'},'expiresAt':'tomorrow'}; 2030-01-31T12:00:00Z",
                "{'filter':{'type':'url'},'action':'ban'}; quarantine",
                "{'filter':{'type':'url'},'hold':true,'list':'both'}; virtual_analyzer",
                "{'filter':{'type':'url'},'hold':true; JSON"
            })
    void a_decision_that_cant_be_says_why(String body, String tells) throws Exception {
        Answer answer = hub.call("POST", "/api/v1/decisions", body.replace('\'', '"'));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.body().path("detail").asText()).contains(tells);
    }

    @Test
    void a_preset_is_changed_by_who_saw_it_last_and_counts_for_objects_that_are_there() throws Exception {
        hub.report("box", found(ObjectType.IP, "203.0.113.77", Risk.MEDIUM, LATER));
        String path = "/api/v1/presets/ip/medium";
        String seen = hub.get(path).etag();

        assertThat(hub.call("PUT", path, "{\"action\":\"log\",\"dryRun\":true}")
                        .body()
                        .path("changes")
                        .asInt())
                .isEqualTo(1);
        Answer first = hub.call("PUT", path, "{\"action\":\"log\"}", "If-Match", seen);
        Answer late = hub.call("PUT", path, "{\"action\":\"block\"}", "If-Match", seen);

        assertThat(first.status()).isEqualTo(200);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.body().path("detail").asText()).contains("If-Match");
        assertThat(hub.line("203.0.113.77").path("action").asText()).isEqualTo("log");
        hub.post("/api/v1/tasks/" + first.body().path("id").asLong() + "/undo", null, 200);
        assertThat(hub.line("203.0.113.77").path("action").asText()).isEqualTo("block");
        assertThat(hub.get(path).body().path("action").asText()).isEqualTo("block");
    }

    @ParameterizedTest
    @CsvSource({
        "presets/domain/high, action, quarantine, only files",
        "presets/hash/high, action, log, file_sha1",
        "presets/ip/huge, action, log, medium",
        "presets/ip/high, action, ban, quarantine",
        "presets/ip/high, acton, log, acton",
        "lives/hash, days, 1, file_sha1",
        "lives/ip, days, 0, 3650",
        "lives/ip, days, 3651, 3650",
        "lives/ip, days, many, JSON"
    })
    void a_preset_or_a_life_that_cant_be_says_why(String path, String field, String word, String tells)
            throws Exception {
        Answer answer = hub.call("PUT", "/api/v1/" + path, "{\"" + field + "\":\"" + word + "\"}");

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.body().path("detail").asText()).contains(tells);
    }

    @Test
    void a_life_counts_for_objects_without_a_date_that_are_there_and_can_be_taken_back() throws Exception {
        hub.report("box", found(ObjectType.FILE_SHA256, "2".repeat(64), Risk.HIGH, null));
        JsonNode before = hub.line("2".repeat(64)).path("expiresAt");

        Answer set = hub.call("PUT", "/api/v1/lives/file_sha256", "{\"days\":null}");

        assertThat(set.status()).isEqualTo(200);
        assertThat(hub.line("2".repeat(64)).path("expiresAt").isNull()).isTrue();
        hub.post("/api/v1/tasks/" + set.body().path("id").asLong() + "/undo", null, 200);
        assertThat(hub.line("2".repeat(64)).path("expiresAt")).isEqualTo(before);
        assertThat(hub.story("file_sha256", "2".repeat(64)).path("expiryRule").asText())
                .isEqualTo("the default for file_sha256, from the last report");
        assertThat(texts(hub.get("/api/v1/lives").body(), "type")).contains("file_sha256", "domain");
    }

    @Test
    void an_exception_by_pattern_holds_back_what_it_covers_until_it_is_taken_away() throws Exception {
        hub.report(
                "box",
                found(ObjectType.DOMAIN, "a.partner.example.test"),
                found(ObjectType.DOMAIN, "b.partner.example.test"),
                found(ObjectType.DOMAIN, "partner.example.test"));
        String wanted = "{\"type\":\"domain\",\"pattern\":\"*.PARTNER.example.test\",\"notes\":\"our partner\"";

        assertThat(hub.post(EXCEPTIONS, wanted + ",\"dryRun\":true}", 200)
                        .path("changes")
                        .asInt())
                .isEqualTo(2);
        Answer made = hub.call("POST", EXCEPTIONS, wanted + "}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().path("holdsBack").asInt()).isEqualTo(2);
        assertThat(made.body().path("pattern").asText()).isEqualTo("*.partner.example.test");
        assertThat(made.body().path("notes").asText()).isEqualTo("our partner");
        String path = EXCEPTIONS + "/" + made.body().path("id").asLong();
        assertThat(hub.get(path).etag()).isEqualTo(made.etag());
        assertThat(texts(
                        hub.get(EXCEPTIONS + "?type=domain&text=PARTNER").body().path("items"), "id"))
                .containsExactly(made.body().path("id").asText());
        assertThat(hub.state("a.partner.example.test")).isEqualTo("excepted");
        assertThat(hub.state("partner.example.test")).isEqualTo("listed");
        assertThat(hub.story("domain", "a.partner.example.test")
                        .at("/heldBack/0")
                        .asText())
                .contains("exception " + made.body().path("id").asLong())
                .contains("*.partner.example.test");

        Answer again = hub.call("POST", EXCEPTIONS, wanted + "}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body().path("detail").asText()).contains("there already");

        assertThat(hub.call("DELETE", path, null, "If-Match", "\"1\"").status()).isEqualTo(412);
        assertThat(hub.call("DELETE", path + "?dryRun=true", null)
                        .body()
                        .path("changes")
                        .asInt())
                .isEqualTo(2);
        assertThat(hub.call("DELETE", path, null, "If-Match", made.etag()).status())
                .isEqualTo(200);
        assertThat(hub.state("a.partner.example.test")).isEqualTo("listed");
        assertThat(hub.call("DELETE", path, null).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'type':'domain','pattern':'*.co.jp'}; all who registered there",
                "{'type':'domain','pattern':'ba*d.example.test'}; a wildcard stands for",
                "{'type':'ip','pattern':'0.0.0.0/0'}; 0.0.0.0/0",
                "{'type':'file_sha1','pattern':'abc*'}; parts of a hash",
                "{'type':'hash','pattern':'abc'}; file_sha1",
                "{'pattern':'*.example.test'}; file_sha1",
                "{'type':'domain'}; or the objects to be excepted",
                "{'type':'domain','patern':'*.example.test'}; patern"
            })
    void a_pattern_that_cant_be_an_exception_says_why(String body, String tells) throws Exception {
        Answer answer = hub.call("POST", EXCEPTIONS, body.replace('\'', '"'));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.body().path("detail").asText()).contains(tells);
    }

    @Test
    void exceptions_for_a_selection_are_made_and_taken_back_together() throws Exception {
        hub.report(
                "box",
                found(ObjectType.DOMAIN, "one.each.example.test"),
                found(ObjectType.DOMAIN, "two.each.example.test"));

        JsonNode task = hub.post(EXCEPTIONS, "{\"filter\":{\"text\":\".each.example.test\"},\"notes\":\"ours\"}", 200);

        assertThat(hub.values("text=.each.example.test&state=excepted")).hasSize(2);
        assertThat(texts(hub.get(EXCEPTIONS + "?text=.each.example.test").body().path("items"), "notes"))
                .containsExactly("ours", "ours");
        hub.post("/api/v1/tasks/" + task.path("id").asLong() + "/undo", null, 200);
        assertThat(hub.values("text=.each.example.test&state=listed")).hasSize(2);
        assertThat(hub.get(EXCEPTIONS + "?text=.each.example.test").body().path("items"))
                .isEmpty();
    }

    @Test
    void several_exceptions_are_taken_away_by_number_all_or_none() throws Exception {
        hub.report(
                "box",
                found(ObjectType.DOMAIN, "one.some.example.test"),
                found(ObjectType.DOMAIN, "two.some.example.test"));
        hub.post(EXCEPTIONS, "{\"filter\":{\"text\":\".some.example.test\"}}", 200);
        List<String> ids =
                texts(hub.get(EXCEPTIONS + "?text=.some.example.test").body().path("items"), "id");
        String both = "[" + String.join(",", ids) + "]";

        for (String refused : List.of("{}", "{\"ids\":[null]}", "{\"ids\":[]}")) {
            hub.post(EXCEPTIONS + "/remove", refused, 400);
        }
        hub.post(EXCEPTIONS + "/remove", "{\"ids\":[" + ids.get(0) + ",999999]}", 404);
        assertThat(hub.post(EXCEPTIONS + "/remove", "{\"ids\":" + both + ",\"dryRun\":true}", 200)
                        .path("changes")
                        .asInt())
                .isEqualTo(2);
        assertThat(hub.values("text=.some.example.test&state=excepted"))
                .as("so far it was only asked")
                .hasSize(2);

        hub.post(EXCEPTIONS + "/remove", "{\"ids\":" + both + "}", 200);

        assertThat(hub.values("text=.some.example.test&state=listed")).hasSize(2);
    }

    @Test
    void an_object_is_put_on_the_user_defined_list_once_and_taken_off() throws Exception {
        assertThat(put("mine.example.test", "\"action\":\"log\",\"notes\":\"n\"", 201)
                        .path("changed")
                        .asBoolean())
                .isTrue();
        assertThat(put("MINE.example.test", "\"action\":\"log\",\"notes\":\"n\"", 200)
                        .path("changed")
                        .asBoolean())
                .isFalse();

        JsonNode line =
                hub.get("/api/v1/user-defined?text=mine.example.test").body().at("/items/0");
        assertThat(line.path("action").asText()).isEqualTo("log");
        assertThat(line.path("risk").asText()).isEqualTo("high");
        assertThat(line.path("expiresAt").isNull()).isTrue();
        assertThat(hub.story("domain", "mine.example.test").path("actionRule").asText())
                .isEqualTo("set on the user-defined list");
        String path = "/api/v1/user-defined?type=domain&value=mine.example.test";
        assertThat(hub.call("DELETE", path, null).status()).isEqualTo(204);
        assertThat(hub.state("mine.example.test")).isEqualTo("gone");
        assertThat(hub.call("DELETE", path, null).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'value':'192.0.2.66','expiresAt':'2020-01-01T00:00:00Z'}; past",
                "{'value':'192.0.2.66','action':'quarantine'}; only files",
                "{'value':'mail.own.example.test'}; your own",
                "{'value':'co.jp'}; is refused",
                "{'type':'ip'}; is refused",
                "{'value':'192.0.2.66','acton':'log'}; acton"
            })
    void an_object_that_cant_be_on_the_list_says_why(String body, String tells) throws Exception {
        Answer answer = hub.call("POST", "/api/v1/user-defined", body.replace('\'', '"'));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
        assertThat(answer.body().path("detail").asText()).contains(tells);
    }

    @Test
    void up_to_500_pasted_indicators_are_looked_up_at_once() throws Exception {
        List<String> pasted =
                new ArrayList<>(List.of("hxxp://f2[.]filters.example.test/", "F1.filters.example.test", "@"));
        IntStream.range(0, 497).forEach(i -> pasted.add("192.0.2." + i % 250));

        JsonNode found = hub.post("/api/v1/lookup", "{\"values\":[\"" + String.join("\",\"", pasted) + "\"]}", 200);

        assertThat(found).hasSize(500);
        assertThat(found.at("/0/asked").asText()).isEqualTo(pasted.get(0));
        assertThat(found.at("/0/object/value").asText()).isEqualTo("http://f2.filters.example.test/");
        assertThat(found.at("/1/object/state").asText()).isEqualTo("listed");
        assertThat(found.at("/2/refused").asText()).isNotEmpty();
        assertThat(found.at("/3/object").isNull()).isTrue();
        assertThat(found.at("/3/refused").isNull()).isTrue();
        pasted.add("192.0.2.1");
        assertThat(hub.post("/api/v1/lookup", "{\"values\":[\"" + String.join("\",\"", pasted) + "\"]}", 400)
                        .path("detail")
                        .asText())
                .contains("500");
        hub.post("/api/v1/lookup", "{\"values\":[]}", 400);
        hub.post("/api/v1/lookup", "{\"values\":[null]}", 200);
    }
}
