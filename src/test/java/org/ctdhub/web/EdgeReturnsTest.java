// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ctdhub.web.Federated.arrives;
import static org.ctdhub.web.Federated.fresh;
import static org.ctdhub.web.Federated.line;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.ctdhub.object.ObjectType;
import org.ctdhub.registry.Report;
import org.ctdhub.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An edge that was cut off, whose answers got lost, or that was restored from a backup. */
class EdgeReturnsTest {

    private static final String LISTED = "va:block/3 ud:-";
    private static Federated all;

    @BeforeAll
    static void start() {
        all = new Federated(2);
        all.settle();
    }

    @AfterAll
    static void stop() throws IOException {
        all.close();
    }

    @Test
    void each_record_goes_once_over_each_link_and_never_back_to_where_it_came_from() throws Exception {
        all.settle();
        JsonNode finder = all.line(0);
        JsonNode other = all.line(1);
        List<String> urls = many(100);

        all.edge(0).report("sandbox", found(urls));

        arrives(all.edge(1), urls.get(99), LISTED);
        all.settle();
        assertThat(more("recordsIn", finder, all.line(0))).isEqualTo(100);
        assertThat(more("recordsOut", finder, all.line(0))).isZero();
        assertThat(more("recordsIn", other, all.line(1))).isZero();
        assertThat(more("recordsOut", other, all.line(1))).isEqualTo(100);
    }

    @Test
    void what_happened_on_both_sides_of_a_cut_link_arrives_when_it_is_mended_without_a_full_copy() throws Exception {
        String before = fresh();
        all.hub.report("sandbox", found(many(200)));
        all.edge(0).report("sandbox", found(List.of(before)));
        arrives(all.edge(1), before, LISTED);
        all.settle();
        JsonNode then = all.line(0);

        all.wires.get(0).cut();
        String above = fresh();
        String below = fresh();
        all.hub.report("sandbox", found(List.of(above)));
        all.hub.post("/api/v1/exceptions", "{\"type\":\"url\",\"pattern\":\"" + before + "\"}", 200, 201);
        all.edge(0).report("sandbox", found(List.of(below)));
        arrives(all.edge(1), before, "");
        await().atMost(Federated.SOON).until(() -> failures(all.edge(0)) > 0);
        assertThat(line(all.edge(0), before)).isEqualTo(LISTED);
        assertThat(line(all.edge(0), above)).isEmpty();
        assertThat(line(all.hub, below)).isEmpty();

        all.wires.get(0).mend();
        arrives(all.edge(0), before, "");
        arrives(all.edge(0), above, LISTED);
        arrives(all.hub, below, LISTED);
        all.settle();
        assertThat(more("recordsIn", then, all.line(0))).isEqualTo(1);
        assertThat(more("recordsOut", then, all.line(0)))
                .as("once more if an answer was on the wire when it was cut")
                .isBetween(1L, 2L);
    }

    @Test
    void an_upload_whose_answer_was_lost_goes_up_again_and_counts_once() throws Exception {
        all.settle();
        JsonNode then = all.line(0);
        String url = fresh();

        all.wires.get(0).loseAnswers();
        all.edge(0).report("sandbox", found(List.of(url)));
        arrives(all.hub, url, LISTED);
        long head = head();
        await().atMost(Federated.SOON).until(() -> more("recordsIn", then, all.line(0)) > 1);

        all.wires.get(0).mend();
        all.settle();
        assertThat(head()).isEqualTo(head);
        assertThat(line(all.hub, url)).isEqualTo(LISTED);
    }

    @Test
    void an_edge_that_was_restored_counts_on_above_what_the_hub_has_and_learns_what_it_forgot() throws Exception {
        String known = fresh();
        all.edge(1).report("sandbox", found(List.of(known)));
        arrives(all.hub, known, LISTED);
        all.settle();
        TestDatabase original = all.stop(1);
        TestDatabase backup = original.copied();
        all.startAgain(1, original.reopened());
        List<String> forgotten = many(20);
        String above = fresh();
        all.edge(1).report("sandbox", found(forgotten));
        all.hub.report("sandbox", found(List.of(above)));
        arrives(all.hub, forgotten.get(19), LISTED);
        arrives(all.edge(1), above, LISTED);
        all.settle();
        all.stop(1);

        all.startAgain(1, backup);
        assertThat(line(all.edge(1), forgotten.get(19))).isEmpty();
        String fresh = fresh();
        all.edge(1).report("sandbox", found(List.of(fresh)));

        arrives(all.edge(1), forgotten.get(19), LISTED);
        arrives(all.edge(1), above, LISTED);
        arrives(all.hub, fresh, LISTED);
        arrives(all.edge(0), fresh, LISTED);
        all.settle();
        assertThat(Federated.list(all.edge(1))).isEqualTo(Federated.list(all.hub));
    }

    private static List<String> many(int urls) {
        return Stream.generate(Federated::fresh).limit(urls).toList();
    }

    private static Report[] found(List<String> urls) {
        return urls.stream().map(url -> ManagedHub.found(ObjectType.URL, url)).toArray(Report[]::new);
    }

    private static long more(String count, JsonNode before, JsonNode after) {
        return after.path(count).asLong() - before.path(count).asLong();
    }

    private static long head() {
        return all.hub
                .database()
                .jdbc()
                .sql("select link_head()")
                .query(Long.class)
                .single();
    }

    private static int failures(ManagedHub edge) {
        return edge.database()
                .jdbc()
                .sql("select sum(failures) from link")
                .query(Integer.class)
                .single();
    }
}
