// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.ctdhub.auth.Throttle;
import org.ctdhub.registry.Token;
import org.ctdhub.registry.Tokens;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets in who carries a valid token; a wrong one is refused, whatever was asked for and whoever else the caller is. */
class BearerFilter extends OncePerRequestFilter {

    private static final String SCHEME = "bearer ";
    private static final String BASIC = "basic ";

    private final Tokens tokens;
    private final Throttle throttle;
    private final Refusal refusal;

    /** The form in which callers here are refused. */
    interface Refusal {
        void write(HttpServletResponse response, HttpStatus status, String why) throws IOException;
    }

    BearerFilter(Tokens tokens, Throttle throttle, Refusal refusal) {
        this.tokens = tokens;
        this.throttle = throttle;
        this.refusal = refusal;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> text = text(request);
        if (text.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        String address = Addresses.of(request);
        Optional<Duration> pause = throttle.pause(address, Optional.empty());
        Optional<Token> token = pause.isPresent() ? Optional.empty() : tokens.valid(text.get());
        if (token.isPresent()) {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new BearerAuthentication(token.get()));
            SecurityContextHolder.setContext(context);
            chain.doFilter(request, response);
        } else if (pause.isPresent()) {
            Answers.retryAfter(response, pause.get());
            refusal.write(response, HttpStatus.TOO_MANY_REQUESTS, Answers.WAIT);
        } else {
            throttle.failed(address, Optional.empty());
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
            refusal.write(
                    response,
                    HttpStatus.UNAUTHORIZED,
                    "This token is unknown, revoked or expired; an administrator makes a new one under /api/v1/tokens.");
        }
    }

    private static Optional<String> text(HttpServletRequest request) {
        Optional<String> shown = Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION));
        return shown.filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
                .map(value -> value.substring(SCHEME.length()).strip())
                .or(() -> shown.filter(value ->
                                request.getRequestURI().startsWith(ListsEndpoint.PATH) || TaxiiPaths.ours(request))
                        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BASIC))
                        .map(value -> password(value.substring(BASIC.length()).strip())));
    }

    /** Who fetches lists may know names and passwords only: then the token is the password. */
    private static String password(String encoded) {
        try {
            String both = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return both.substring(both.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
