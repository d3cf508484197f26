// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.ctdhub.registry.Away;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * While the registry can't be reached, or has no room, whoever calls is told to come again: 503, at every door. Outermost,
 * since who calls is looked up in the registry as well.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RegistryAway extends OncePerRequestFilter {

    private static final Duration A_WHILE = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(RegistryAway.class);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            if (!Away.is(e) || response.isCommitted()) {
                throw e;
            }
            LOG.warn("A call is put off, since the registry is away: {}", e.getMessage());
            response.reset();
            Answers.comeAgain(response, A_WHILE);
        }
    }
}
