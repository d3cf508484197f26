// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ctdhub.registry.EdgeExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Answers that are held back until there is something to say. Who waits holds neither a thread nor a database connection: one
 * look at the head of the log, a few times a second and only while somebody waits, serves them all.
 */
@Component
class LongPoll {

    private static final long LOOK_EVERY_MILLIS = 200;
    private static final Logger LOG = LoggerFactory.getLogger(LongPoll.class);

    private final EdgeExchange exchange;
    private final Set<Held> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "long-poll");
        thread.setDaemon(true);
        return thread;
    });

    private final Future<?> looking;

    LongPoll(EdgeExchange exchange) {
        this.exchange = exchange;
        looking = looks.scheduleWithFixedDelay(this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** One answer that is held back. */
    private static final class Held {

        private final String caller;
        private final DeferredResult<ResponseEntity<byte[]>> result = new DeferredResult<>();
        private final Supplier<Optional<ResponseEntity<byte[]>>> news;
        private final Supplier<ResponseEntity<byte[]>> otherwise;
        private final long until;
        private long seen;

        Held(
                String caller,
                Supplier<Optional<ResponseEntity<byte[]>>> news,
                Supplier<ResponseEntity<byte[]>> otherwise,
                long until,
                long seen) {
            this.caller = caller;
            this.news = news;
            this.otherwise = otherwise;
            this.until = until;
            this.seen = seen;
        }
    }

    /**
     * Answers at once if there is news, else as soon as there is some, else when the time is over. Whoever asks anew waits no
     * longer for the answer before, which may have no way back by now: the news would be told twice.
     *
     * @param caller who asks for what
     * @param otherwise the answer that says that there is none
     */
    DeferredResult<ResponseEntity<byte[]>> hold(
            String caller,
            Duration wait,
            Supplier<Optional<ResponseEntity<byte[]>>> news,
            Supplier<ResponseEntity<byte[]>> otherwise) {
        held.stream().filter(other -> other.caller.equals(caller)).forEach(other -> answer(other, otherwise.get()));
        Held one = new Held(caller, news, otherwise, System.nanoTime() + wait.toNanos(), exchange.head());
        Optional<ResponseEntity<byte[]>> now = news.get();
        if (now.isPresent()) {
            one.result.setResult(now.get());
        } else {
            held.add(one);
            one.result.onCompletion(() -> held.remove(one));
        }
        return one.result;
    }

    private void look() {
        if (held.isEmpty()) {
            return;
        }
        try {
            long head = exchange.head();
            held.forEach(one -> look(one, head));
        } catch (RuntimeException e) {
            LOG.warn("It could not be looked for news; whoever waits waits on: {}", e.getMessage());
        }
    }

    private void look(Held one, long head) {
        try {
            Optional<ResponseEntity<byte[]>> news = head > one.seen ? one.news.get() : Optional.empty();
            one.seen = head;
            if (news.isPresent()) {
                answer(one, news.get());
            } else if (System.nanoTime() - one.until >= 0) {
                answer(one, one.otherwise.get());
            }
        } catch (RuntimeException e) {
            held.remove(one);
            one.result.setErrorResult(e);
        }
    }

    private void answer(Held one, ResponseEntity<byte[]> answer) {
        held.remove(one);
        one.result.setResult(answer);
    }

    /** An empty list before its time would say that this hub holds nothing back. */
    @EventListener
    void closing(ContextClosedEvent closing) {
        looking.cancel(false);
        looks.shutdown();
        held.forEach(one -> answer(
                one,
                ResponseEntity.status(503).header(HttpHeaders.RETRY_AFTER, "1").build()));
    }
}
