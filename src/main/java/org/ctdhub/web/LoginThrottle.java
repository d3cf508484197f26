// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.ctdhub.auth.Throttle;
import org.ctdhub.registry.Accounts;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/** Slows down who guesses passwords, and notes who signed in. */
class LoginThrottle extends OncePerRequestFilter {

    static final String PATH = "/login";

    /** What the filter that checks passwords asks as well, so that no spelling of the path gets past one of the two. */
    private static final RequestMatcher SIGNS_IN =
            PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, PATH);

    private static final int LONGEST_NAME = 64;

    private final Throttle throttle;
    private final Accounts accounts;

    LoginThrottle(Throttle throttle, Accounts accounts) {
        this.throttle = throttle;
        this.accounts = accounts;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Duration> pause =
                SIGNS_IN.matches(request) ? throttle.pause(Addresses.of(request), name(request)) : Optional.empty();
        if (pause.isPresent()) {
            Answers.waitPage(response, pause.get());
        } else {
            chain.doFilter(request, response);
        }
    }

    private static Optional<String> name(HttpServletRequest request) {
        return Optional.ofNullable(request.getParameter("username"))
                .map(name ->
                        name.substring(0, Math.min(name.length(), LONGEST_NAME)).toLowerCase(Locale.ROOT));
    }

    /** Counts the failure, and shows the page again. */
    AuthenticationFailureHandler onFailure() {
        return (HttpServletRequest request, HttpServletResponse response, AuthenticationException failure) -> {
            throttle.failed(Addresses.of(request), name(request));
            response.sendRedirect(PATH + "?failed");
        };
    }

    /** Notes the time, and leads to where the person wanted to go. */
    AuthenticationSuccessHandler onSuccess() {
        return new SavedRequestAwareAuthenticationSuccessHandler() {
            @Override
            public void onAuthenticationSuccess(
                    HttpServletRequest request, HttpServletResponse response, Authentication who)
                    throws ServletException, IOException {
                accounts.signedIn(who.getName());
                super.onAuthenticationSuccess(request, response, who);
            }
        };
    }
}
