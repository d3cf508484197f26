// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.io.IOException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;

/**
 * What every outgoing HTTP call passes: an address that somebody registered, one deadline for the whole exchange, a cap on
 * the inflated body, no redirect, no hidden retry, no cookie, no remembered login.
 */
public final class Guard implements HttpClientConfigurer {

    /** With this header a caller asks for an answer that is held back until there is something to say. */
    private static final String WAIT = "X-DTAS-Wait";

    /** Breaks off what takes too long. */
    static final ScheduledExecutorService TIMER = timer();

    private final Peers peers;
    private final Duration deadline;
    private final long cap;
    private final Set<Stopwatch> held = ConcurrentHashMap.newKeySet();
    private volatile boolean hungUp;

    /**
     * Takes the bounds.
     *
     * @param peers whom calls may go to
     * @param deadline from asking for a connection until the last byte of the body was read
     * @param cap most bytes of an answer's body, counted after inflation
     */
    public Guard(Peers peers, Duration deadline, long cap) {
        this.peers = peers;
        this.deadline = deadline;
        this.cap = cap;
    }

    /**
     * A component for the schemes {@code http} and {@code https}, all of whose endpoints pass the guard, whatever their
     * options say.
     *
     * @param peers as above; how they prove over TLS who they are stands there too
     * @param company authorities that count beside the system's, for peers to whom nothing is pinned; empty: none
     * @param deadline as above
     * @param cap as above
     */
    public static HttpComponent component(Peers peers, Optional<KeyStore> company, Duration deadline, long cap) {
        return new GuardedHttp(new Guard(peers, deadline, cap), new PinnedTrust(peers, company), deadline);
    }

    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "deadline");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .setRequestExecutor(new InterimAnswers())
                .addExecInterceptorFirst("guard", this::watch);
    }

    /** Hangs up where the other side was asked to hold its answer back: who stops doesn't wait until there is one. */
    void hangUp() {
        hungUp = true;
        held.forEach(Stopwatch::disconnect);
    }

    private ClassicHttpResponse watch(ClassicHttpRequest request, ExecChain.Scope exchange, ExecChain chain)
            throws IOException, HttpException {
        HttpHost target = exchange.route.getTargetHost();
        if (!peers.admits(target.getHostName(), target.getPort())) {
            throw new NotRegisteredException(target.toURI());
        }
        Stopwatch watch = new Stopwatch(exchange, deadline, TIMER);
        if (request.containsHeader(WAIT)) {
            held.add(watch);
            if (hungUp) {
                watch.disconnect();
            }
        }
        ClassicHttpResponse response;
        try {
            response = chain.proceed(request, exchange);
        } catch (IOException | HttpException | RuntimeException failure) {
            watch.stop();
            throw watch.explain(failure);
        } finally {
            held.remove(watch);
        }
        HttpEntity body = response.getEntity();
        if (body == null) {
            watch.stop();
        } else {
            response.setEntity(BoundedBody.of(body, watch, cap));
        }
        return response;
    }
}
