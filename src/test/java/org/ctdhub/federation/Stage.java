// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ctdhub.federation.model.Model;
import org.ctdhub.federation.model.Step;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.testing.TestDatabase;
import org.ctdhub.web.Federated;
import org.ctdhub.web.LinkProxy;
import org.ctdhub.web.ManagedHub;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hub and its edges, the model of them, and what is seen on the links between them, while one walk goes on. */
final class Stage {

    private static final Logger LOG = LoggerFactory.getLogger(Stage.class);
    private static final int STEPS = 40;

    /** Twice as long as the hub holds an answer back. */
    private static final Duration TWO_PERIODS = Duration.ofSeconds(30);

    /** How long what was told may take from the registry to the list. */
    private static final Duration CARRIED_OUT = Duration.ofSeconds(3);

    private final Federated all;
    private final int edges;
    private final long seed;
    private final Deeds deeds;
    private final Model model;
    private final Walk walk;
    private final List<Carried> links;

    /** The walk of a seed; {@code number} tells it from others at the same managers, which it finds at rest. */
    Stage(Federated all, int edges, long seed, int number) throws Exception {
        this.all = all;
        this.edges = edges;
        this.seed = seed;
        deeds = new Deeds(all);
        model = new Model(edges, "block");
        walk = new Walk(seed, edges, number);
        for (Step preset : walk.presets("block")) {
            deeds.perform(preset);
        }
        mend();
        compare();
        List<String> origins = IntStream.rangeClosed(0, edges)
                .mapToObj(site -> manager(site).bean(HubIdentity.class).origin().toString())
                .toList();
        links = IntStream.range(0, edges)
                .mapToObj(edge -> new Carried(all.wire(edge), edge + 1, origins))
                .toList();
        LOG.info("The walk's seed is {}: -Dctd.test.seed={}", seed, seed);
    }

    /** One of the edges, from 0. */
    int someEdge() {
        return walk.edge();
    }

    private ManagedHub manager(int site) {
        return site == 0 ? all.hub : all.edge(site - 1);
    }

    /** Somebody does something, again and again, while links come and go. */
    void walk() throws Exception {
        for (int n = 0; n < STEPS; n++) {
            if (walk.happens(15)) {
                disturb(all.wire(walk.edge()));
            }
            perform(walk.step(model, Instant.now()));
        }
    }

    private void perform(Step step) throws Exception {
        boolean done = deeds.perform(step);
        LOG.debug("{} {}", step, done ? "" : "(refused)");
        if (done) {
            model.follow(step, Instant.now());
        }
    }

    private void disturb(LinkProxy link) {
        if (walk.happens(50)) {
            link.mend();
        } else if (walk.happens(50)) {
            link.cut();
        } else {
            link.loseAnswers();
        }
    }

    /** The links are mended, and all must come to hold what the model says; throws an error that says what is wrong. */
    void converge(String when) throws Exception {
        mend();
        Instant mended = Instant.now();
        await(when).atMost(TWO_PERIODS).until(() -> walk.rests(Instant.now()) && all.isSettled());
        agree(when);
        LOG.info("Seed {}, {}: all agree {} after the links were mended.", seed, when, since(mended));
        compareOnceMore(when);
        walk.leavesDates(false);
        for (Carried link : links) {
            assertThat(link.wrong(model)).as(when).isEmpty();
        }
    }

    private void mend() {
        IntStream.range(0, edges).forEach(edge -> all.wire(edge).mend());
    }

    private static Duration since(Instant then) {
        return Duration.between(then, Instant.now());
    }

    private void agree(String when) {
        for (int site = 0; site <= edges; site++) {
            int one = site;
            await().atMost(CARRIED_OUT)
                    .untilAsserted(() -> assertThat(list(one))
                            .as("site %d %s, seed %d, model %s", one, when, seed, model)
                            .isEqualTo(wanted(one)));
        }
    }

    private Map<String, String> list(int site) {
        Map<String, String> list = new TreeMap<>();
        for (String line : Federated.list(manager(site))) {
            String value = line.substring(0, line.indexOf(' '));
            if (walk.owns(value)) {
                list.put(value, line.substring(line.indexOf(' ') + 1));
            }
        }
        return list;
    }

    private Map<String, String> wanted(int site) {
        Map<String, String> list = new TreeMap<>();
        model.list(site, Instant.now()).forEach((object, line) -> list.put(object.value(), line));
        return list;
    }

    /**
     * What both sides of a link hold has the same digests: nothing is sent again. All rest before they are asked to compare, for
     * that drops an answer that just arrives, which is then asked for once more.
     */
    private void compareOnceMore(String when) throws Exception {
        await("at rest").atMost(TWO_PERIODS).until(all::isSettled);
        List<Long> before = links.stream().map(Carried::repairs).toList();
        compare();
        assertThat(links.stream().map(Carried::repairs).toList())
                .as("parts that were sent again " + when)
                .isEqualTo(before);
    }

    private void compare() throws Exception {
        for (int edge = 0; edge < edges; edge++) {
            all.edge(edge).call("POST", "/api/v1/federation/sync", "");
        }
        await("compared").atMost(TWO_PERIODS).until(all::isSettled);
    }

    /** What a backup holds, and what the model and the link know of it. */
    record Backup(TestDatabase registry, Object model, Set<String> carried) {}

    /** Copies the registry of an edge, and has the edge go on. */
    Backup backUp(int edge) {
        all.wire(edge).mend();
        TestDatabase original = all.stop(edge);
        Set<String> carried = links.get(edge).stopped();
        TestDatabase copy = original.copied();
        all.startAgain(edge, original.reopened());
        return new Backup(copy, model.backup(edge + 1), carried);
    }

    /** Stops an edge and starts it again. */
    void restart(int edge) {
        TestDatabase registry = all.stop(edge);
        links.get(edge).stopped();
        all.startAgain(edge, registry.reopened());
    }

    /**
     * An edge goes on from a backup. Until it was compared with its hub, what it has of an object whose date is decided meanwhile
     * depends on which of the two it hears of first (docs/federation.md), so nobody decides one.
     */
    void restore(int edge, Backup backup) {
        all.stop(edge);
        walk.leavesDates(true);
        links.get(edge).stopped();
        links.get(edge).restored(backup.carried());
        model.restore(edge + 1, backup.model(), Instant.now());
        all.startAgain(edge, backup.registry());
    }
}
