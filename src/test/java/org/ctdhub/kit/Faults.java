// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Verb;
import org.ctdhub.flow.ConnectorBench;
import org.ctdhub.kit.CasePlayer.Played;
import org.slf4j.LoggerFactory;

/**
 * Whatever a product answers instead of what it should, at whichever call: it is what {@link Fault} says, nothing is taken
 * for done, and no secret gets out.
 */
final class Faults {

    private static final Duration SHORT = Duration.ofSeconds(1);

    /** Who waits for a deadline uses no processor. */
    private static final int WAITING = 8;

    private Faults() {}

    /** One call of a case that goes well, the first of those that don't. */
    record Call(Case story, int number) {
        List<ScriptedProduct.Exchange> before() {
            return story.exchanges().subList(0, number);
        }
    }

    static void check(Connector connector) throws Exception {
        List<Call> calls = calls(connector);
        keepSecret(listening(() -> quick(connector, calls)));
        keepSecret(listening(() -> slow(connector, calls)));
    }

    private static void keepSecret(List<ILoggingEvent> log) {
        assertThat(log)
                .as("no secret in the log")
                .noneMatch(line -> line.getFormattedMessage().contains(ConnectorBench.SECRET));
    }

    interface Play {
        void start() throws Exception;
    }

    /** All that is logged meanwhile, by Camel down to DEBUG. */
    static List<ILoggingEvent> listening(Play play) throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger("root");
        Logger camel = (Logger) LoggerFactory.getLogger("org.apache.camel");
        log.start();
        root.addAppender(log);
        camel.addAppender(log);
        camel.setAdditive(false); // into the list and not onto the console
        Level before = camel.getLevel();
        camel.setLevel(Level.DEBUG);
        try {
            play.start();
        } finally {
            camel.setLevel(before);
            camel.setAdditive(true);
            camel.detachAppender(log);
            root.detachAppender(log);
        }
        return List.copyOf(log.list);
    }

    /** Each call of the longest case that goes well, for each verb and what it does. */
    static List<Call> calls(Connector connector) {
        Collection<Case> stories = Case.of(connector).stream()
                .filter(Faults::goesWell)
                .collect(Collectors.toMap(
                        Faults::kind,
                        story -> story,
                        BinaryOperator.maxBy(Comparator.<Case, Integer>comparing(
                                        story -> story.exchanges().size())
                                .thenComparing(Faults::isPlain))))
                .values();
        for (Verb verb : connector.manifest().verbs()) {
            if (verb.calls()) {
                assertThat(stories)
                        .as("a case in which " + verb.word() + " goes well")
                        .anyMatch(story -> story.verb().equals(verb.word()));
            }
        }
        return stories.stream()
                .flatMap(story -> Stream.iterate(0, number -> number + 1)
                        .limit(story.exchanges().size())
                        .map(number -> new Call(story, number)))
                .toList();
    }

    /** Whether a case shows what happens when nothing goes wrong. */
    static boolean goesWell(Case story) {
        return !story.exchanges().isEmpty()
                && !Boolean.TRUE.equals(story.then().get("error"))
                && !Boolean.TRUE.equals(story.then().get("pause"))
                && (isPlain(story) || takesAll(story));
    }

    private static boolean isPlain(Case story) {
        return story.exchanges().stream().allMatch(e -> e.answer().status() < 300);
    }

    private static boolean takesAll(Case story) {
        return Case.list(story.then().get("outcomes")).stream()
                .allMatch(outcome -> Case.texts(outcome).get("outcome").equals("delivered"));
    }

    /** What a case is about: its verb, and what it does. */
    static String kind(Case story) {
        return story.verb() + " " + story.given().getOrDefault("op", "");
    }

    private static void quick(Connector connector, List<Call> calls) throws Exception {
        try (FaultyProduct product = new FaultyProduct();
                ConnectorBench bench = new ConnectorBench(connector, product.url(), CasePlayer.CLOCK)) {
            for (Call call : calls) {
                for (Fault fault : Fault.values()) {
                    if (!Fault.SLOW.contains(fault)) {
                        play(connector, product, bench, call, fault);
                    }
                }
            }
        }
    }

    /** All at once, as far as they wait: each of the threads has a product of its own. */
    private static void slow(Connector connector, List<Call> calls) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(WAITING);
        Queue<Call> left = new ConcurrentLinkedQueue<>(calls);
        List<Callable<Void>> workers =
                Collections.nCopies(Math.min(WAITING, calls.size()), () -> slow(connector, left));
        try {
            for (Future<Void> one : pool.invokeAll(workers)) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Void slow(Connector connector, Queue<Call> left) throws Exception {
        try (FaultyProduct product = new FaultyProduct();
                ConnectorBench bench =
                        new ConnectorBench(connector, product.url(), CasePlayer.CLOCK, Map.of(), SHORT)) {
            for (Call call = left.poll(); call != null; call = left.poll()) {
                for (Fault fault : Fault.SLOW) {
                    Played played = play(connector, product, bench, call, fault);
                    assertThat(told(played)).as(at(call, fault)).containsAnyOf("disconnected", "timed out");
                }
            }
        }
        return null;
    }

    private static Played play(
            Connector connector, FaultyProduct product, ConnectorBench bench, Call call, Fault fault) {
        product.answer(call.before(), fault);
        Played played = played(bench, call.story());
        assertThat(told(played)).as(at(call, fault)).doesNotContain(ConnectorBench.SECRET);
        if (!isAnAnswer(connector, call, fault)) {
            new UnderFault(at(call, fault), fault, call.number() == 0, call.story(), played).check();
        }
        return played;
    }

    /** Plays a case, whatever comes of it. */
    static Played played(ConnectorBench bench, Case story) {
        try {
            return CasePlayer.play(bench, story);
        } catch (Exception e) {
            return new Played(Map.of(), Optional.of(e), Optional.empty());
        }
    }

    /** Whether a case shows that this kind of product means something by it: 404 says that what shall go is gone. */
    private static boolean isAnAnswer(Connector connector, Call call, Fault fault) {
        ScriptedProduct.Answer well =
                call.story().exchanges().get(call.number()).answer();
        if (Fault.IN_THE_BODY.contains(fault)) {
            return well.body().isEmpty() || call.story().verb().equals("check"); // which needs no more than the status
        }
        return Case.of(connector).stream()
                .filter(story -> kind(story).equals(kind(call.story())) && takesAll(story))
                .flatMap(story -> story.exchanges().stream())
                .anyMatch(exchange -> exchange.answer().status() == fault.status());
    }

    private static String told(Played played) {
        return played + " " + played.error().map(Faults::causes).orElse(List.of());
    }

    private static List<String> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .map(String::valueOf)
                .toList();
    }

    private static String at(Call call, Fault fault) {
        return call.story().file() + ", call " + (call.number() + 1) + " answered by " + fault;
    }
}
