// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.concurrent.Cancellable;

/** Watches one exchange and disconnects it when its time is over. */
final class Stopwatch {

    private final ExecChain.Scope exchange;
    private final Duration deadline;
    private final Future<?> alarm;
    private volatile boolean passed;

    Stopwatch(ExecChain.Scope exchange, Duration deadline, ScheduledExecutorService timer) {
        this.exchange = exchange;
        this.deadline = deadline;
        this.alarm = timer.schedule(this::pass, deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void pass() {
        passed = true;
        disconnect();
    }

    /** Drops the connection, whatever it is doing: waiting in the pool, connecting, sending, receiving. */
    void disconnect() {
        stop();
        if (exchange.originalRequest instanceof Cancellable request) {
            request.cancel();
        }
        exchange.execRuntime.discardEndpoint();
    }

    void stop() {
        alarm.cancel(false);
    }

    /** The exception itself, or, if the disconnection caused it, the exception that says so. */
    IOException explain(Exception failure) {
        if (passed) {
            return new DeadlinePassedException(deadline, InterimAnswers.wasSent(exchange.clientContext), failure);
        }
        return failure instanceof IOException io ? io : new IOException(failure.getMessage(), failure);
    }

    /** A connection that we closed may look like a body that ended. */
    void check() throws IOException {
        if (passed) {
            throw explain(null);
        }
    }
}
