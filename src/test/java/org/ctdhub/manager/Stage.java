// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ctdhub.lab.simulator.Subscriber;
import org.ctdhub.manager.model.Model;
import org.ctdhub.manager.model.ModelObject;
import org.ctdhub.manager.model.Step;
import org.ctdhub.manager.model.Step.Outcome;
import org.ctdhub.registry.Products;
import org.ctdhub.web.RunningHub;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A hub and the models of it. Two steps at once may have happened in either order: while both orders give the list that is
 * read, both models are kept.
 */
final class Stage implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Stage.class);
    private static final String KEY = "0123ABCD-0000-4000-8000-00000000CAFE";
    private static final Set<String> TYPES = Set.of("file_sha1", "file_sha256", "ip", "domain", "url");
    private static final int DAYS = 30;

    private final RunningHub hub = RunningHub.with(
            "--camel.main.name=ctd-hub-" + UUID.randomUUID(), // the scheduler of a process is found by it
            "--ctd.preset=log",
            "--ctd.brakes.clock-jump=0",
            "--ctd.brakes.arrivals=0",
            "--ctd.brakes.withdrawals=0",
            "--ctd.tick-millis=100",
            "--ctd.distribution.keys[0].key=" + KEY,
            "--ctd.distribution.keys[0].admits=every-type");
    private final Deeds deeds = new Deeds(hub);
    private final ExecutorService actors = Executors.newFixedThreadPool(2);
    private Set<Model> models;
    private Subscriber subscriber;

    /** The list read isn't the list of any model. */
    static final class Difference extends AssertionError {
        private static final long serialVersionUID = 1;

        Difference(String message) {
            super(message);
        }
    }

    Stage() {
        // the subscribers' protocol knows whole seconds
        Instant whole = hub.clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        hub.clock.advance(Duration.between(hub.clock.instant(), whole));
        for (String producer : Walk.PRODUCERS) {
            hub.context
                    .getBean(Products.class)
                    .enter(
                            producer,
                            "any",
                            Optional.empty(),
                            Optional.of(Duration.ofDays(1)),
                            Optional.empty(),
                            Optional.empty());
        }
        empty();
    }

    /** A registry in which nothing happened yet. */
    void empty() {
        await().pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(PessimisticLockingFailureException.class) // the hub looks around meanwhile
                .untilAsserted(
                        () -> sql(
                                "truncate object, sighting, entry, listed, decision, exception, exception_hit, task, task_object, event cascade"));
        sql("update product set stopped = false");
        sql("update preset set action = 'log'");
        sql("update life set days = " + DAYS);
        models = Set.of(new Model(hub.clock.instant(), TYPES, DAYS, "log"));
        subscriber = newSubscriber();
    }

    void sql(String statement) {
        hub.context.getBean(JdbcClient.class).sql(statement).update();
    }

    String function(String name) {
        return hub.context
                .getBean(JdbcClient.class)
                .sql("select pg_get_functiondef(oid) from pg_proc where proname = :name")
                .param("name", name)
                .query(String.class)
                .single();
    }

    Instant now() {
        return hub.clock.instant();
    }

    Model model() {
        return models.iterator().next();
    }

    int models() {
        return models.size();
    }

    /** Time passes, and what is due goes while somebody does something else, or alone. */
    void pass(Duration time, Optional<Step> meanwhile) {
        hub.clock.advance(time);
        models.forEach(model -> model.at(hub.clock.instant()));
        models = new LinkedHashSet<>(models); // they are kept by what they know, which changed
        List<Step> steps = new ArrayList<>(List.of(new Step.Expire()));
        meanwhile.ifPresent(steps::add);
        act(steps);
    }

    /** One step, or two at the same moment; throws a {@link Difference} if the list isn't what it shall be then. */
    void act(List<Step> steps) {
        List<Outcome> outcomes = steps.size() == 1
                ? List.of(deeds.perform(steps.get(0)))
                : atOnce(() -> deeds.perform(steps.get(0)), () -> deeds.perform(steps.get(1)));
        LOG.debug("{}: {} with {}", now(), steps, outcomes);
        Set<Model> possible = new LinkedHashSet<>();
        for (Model model : models) {
            for (List<Integer> order :
                    steps.size() == 1 ? List.of(List.of(0)) : List.of(List.of(0, 1), List.of(1, 0))) {
                Model next = new Model(model);
                if (order.stream().allMatch(i -> next.follow(steps.get(i), outcomes.get(i)))) {
                    possible.add(next);
                }
            }
        }
        Map<ModelObject, String> read = read(subscriber);
        models = new LinkedHashSet<>(possible);
        models.removeIf(model -> !model.list().equals(read));
        if (models.isEmpty()) {
            throw new Difference("After " + steps + " with " + outcomes + " at " + now() + "\nthe list is " + read
                    + "\nand should be "
                    + possible.stream().map(Model::list).distinct().toList() + "\nby " + possible);
        }
    }

    /** A new subscriber reads the whole list. */
    void readAnew() {
        Map<ModelObject, String> read = read(newSubscriber());
        if (models.stream().noneMatch(model -> model.list().equals(read))) {
            throw new Difference("A new subscriber reads " + read + ",\nnot " + model().list());
        }
    }

    private Map<ModelObject, String> read(Subscriber subscriber) {
        subscriber.round();
        subscriber.lastError().ifPresent(error -> {
            throw new IllegalStateException(error);
        });
        Map<ModelObject, String> list = new TreeMap<>();
        subscriber.objects().forEach(o -> list.put(new ModelObject(o.type(), o.value()), o.action()));
        return list;
    }

    private Subscriber newSubscriber() {
        return new Subscriber(URI.create(hub.url()), KEY, UUID.randomUUID(), "reader", TYPES, hub.clock);
    }

    private List<Outcome> atOnce(Callable<Outcome> one, Callable<Outcome> other) {
        CyclicBarrier start = new CyclicBarrier(2);
        Future<Outcome> first = actors.submit(() -> after(start, one));
        Future<Outcome> second = actors.submit(() -> after(start, other));
        try {
            return List.of(first.get(), second.get());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Outcome after(CyclicBarrier start, Callable<Outcome> deed) throws Exception {
        try {
            start.await();
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
        return deed.call();
    }

    @Override
    public void close() {
        actors.shutdownNow();
        hub.close();
    }
}
