// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.HostnameVerifier;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

/**
 * Camel's HTTP component with the {@link Guard} around each client and {@link PinnedTrust} below it, which no endpoint
 * option can take off. The head of an
 * answer is bounded by the client's own defaults, 100 lines of 8 KiB.
 */
final class GuardedHttp extends HttpComponent {

    private static final Duration CONNECT_AT_MOST = Duration.ofSeconds(10);
    private static final int CONNECTIONS_PER_ROUTE = 4;
    private static final int CONNECTIONS = 8;

    private final Guard guard;
    private final PinnedTrust trust;

    GuardedHttp(Guard guard, PinnedTrust trust, Duration deadline) {
        this.guard = guard;
        this.trust = trust;
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

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        getCamelContext().getManagementStrategy().addEventNotifier(new SimpleEventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event.getType() == CamelEvent.Type.CamelContextStopping) {
                    guard.hangUp();
                }
            }
        });
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

    /** Whatever an endpoint says of TLS: who is believed stands with the peers, and names are checked there too. */
    @Override
    protected TlsSocketStrategy createTlsStrategy(
            HostnameVerifier verifier, HostnameVerificationPolicy policy, SSLContextParameters given, boolean global)
            throws GeneralSecurityException {
        return new DefaultClientTlsStrategy(trust.context(), HostnameVerificationPolicy.CLIENT, trust);
    }
}
