// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.time.Duration;
import java.util.Map;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;

/** Camel's HTTP component with the {@link Guard} around each client, which no endpoint option can take off. */
final class GuardedHttp extends HttpComponent {

    private static final Duration CONNECT_AT_MOST = Duration.ofSeconds(10);
    private static final int CONNECTIONS_PER_ROUTE = 4;
    private static final int CONNECTIONS = 8;

    /** An answer's head is bounded, too: 200 lines of 16 KiB. */
    private static final Http1Config HEAD = Http1Config.custom()
            .setMaxHeaderCount(200)
            .setMaxLineLength(16 * 1024)
            .build();

    private final Guard guard;

    GuardedHttp(Guard guard, Duration deadline) {
        this.guard = guard;
        setFollowRedirects(false);
        setRedirectHandlingDisabled(true);
        setAutomaticRetriesDisabled(true);
        setCookieManagementDisabled(true);
        setAuthCachingDisabled(true);
        setUseSystemProperties(false);
        setConnectionRequestTimeout(deadline.toMillis());
        setConnectTimeout(Math.min(deadline.toMillis(), CONNECT_AT_MOST.toMillis()));
        setResponseTimeout(deadline.toMillis());
        setSoTimeout(deadline.toMillis());
        setConnectionsPerRoute(CONNECTIONS_PER_ROUTE);
        setMaxTotalConnections(CONNECTIONS);
    }

    /** The guard comes last, after an endpoint's own configurer. */
    @Override
    protected HttpClientConfigurer createHttpClientConfigurer(Map<String, Object> parameters, boolean secure)
            throws Exception {
        HttpClientConfigurer own = super.createHttpClientConfigurer(parameters, secure);
        return client -> {
            if (own != null) {
                own.configureHttpClient(client);
            }
            guard.configureHttpClient(client);
        };
    }

    /** Without the offer to switch a plain connection to TLS: nobody here takes it, and proxies stumble over it. */
    @Override
    protected HttpClientBuilder createHttpClientBuilder(
            String uri, Map<String, Object> parameters, Map<String, Object> httpClientOptions) {
        httpClientOptions.put("protocolUpgradeEnabled", false);
        return super.createHttpClientBuilder(uri, parameters, httpClientOptions);
    }

    /** As the superclass does it, plus the bounds of an answer's head, for which Camel has no option. */
    @Override
    protected HttpClientConnectionManager createConnectionManager(
            TlsSocketStrategy tls, int maxTotal, int perRoute, SocketConfig socket) {
        ConnectionConfig lifetime = ConnectionConfig.custom()
                .setTimeToLive(TimeValue.ofMilliseconds(getConnectionTimeToLive()))
                .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(tls)
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
                .setDefaultConnectionConfig(lifetime)
                .setDefaultSocketConfig(socket)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(HEAD)
                        .build())
                .setMaxConnTotal(maxTotal > 0 ? maxTotal : getMaxTotalConnections())
                .setMaxConnPerRoute(perRoute > 0 ? perRoute : getConnectionsPerRoute())
                .build();
    }
}
