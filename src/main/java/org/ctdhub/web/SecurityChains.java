// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.ctdhub.auth.Throttle;
import org.ctdhub.registry.Accounts;
import org.ctdhub.registry.Tokens;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.logout.LogoutFilter;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** Who is asked for what, before any controller is reached: products, programs and people, each in their own way. */
@Configuration(proxyBeanMethods = false)
class SecurityChains {

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self';"
                    + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /** The page of the API's document styles its elements one by one, and carries its icons within itself. */
    private static final String POLICY_OF_DOCUMENT = POLICY.replace(
                    "style-src 'self'", "style-src 'self' 'unsafe-inline'")
            .replace("img-src 'self'", "img-src 'self' data:");

    private final Access access;
    private final Accounts accounts;
    private final Tokens tokens;
    private final Throttle throttle;

    SecurityChains(Access access, Accounts accounts, Tokens tokens, Clock clock) {
        this.access = access;
        this.accounts = accounts;
        this.tokens = tokens;
        this.throttle = new Throttle(clock);
    }

    @Bean
    HttpFirewall httpFirewall() {
        return new ProductFirewall();
    }

    /** Requests are measured once, as {@code http.server.requests}, and not each filter that they pass. */
    @Bean
    SecurityObservationSettings measured() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    @Bean
    Throttle throttle() {
        return throttle;
    }

    @Bean
    RoleHierarchy roleHierarchy() {
        return RoleHierarchyImpl.withDefaultRolePrefix()
                .role("ADMINISTRATOR")
                .implies("OPERATOR")
                .role("OPERATOR")
                .implies("VIEWER", "PRODUCT")
                .build();
    }

    @Bean
    UserDetailsService people() {
        return name -> accounts.find(name)
                .map(ConsoleUser::new)
                .orElseThrow(() -> new UsernameNotFoundException("There is no account of this name."));
    }

    /** Products and programs that sign each request: their protocol checks it, and nothing is added to its answers. */
    @Bean
    @Order(1)
    SecurityFilterChain signedRequests(HttpSecurity http) throws Exception {
        return http.securityMatcher(ProductPaths::ours)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    /** The operator's API, for tokens and for the console's own session. */
    @Bean
    @Order(2)
    SecurityFilterChain apiRequests(HttpSecurity http, RoleHierarchy roles) throws Exception {
        judged(http.securityMatcher("/api/v1/**"), roles, Answers::problem);
        return http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.NEVER))
                // who has neither session nor token is told so, and not that its form is wrong
                .csrf(csrf -> csrf.requireCsrfProtectionMatcher(
                        request -> changes(request) && !carriesToken() && who() != null))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .exceptionHandling(
                        refusals -> refusals.authenticationEntryPoint((request, response, e) -> signInFirst(response))
                                .accessDeniedHandler((request, response, e) -> tooLittle(response)))
                .build();
    }

    /** List files, for the token of their product alone. */
    @Bean
    @Order(3)
    SecurityFilterChain listRequests(HttpSecurity http, RoleHierarchy roles) throws Exception {
        judged(http.securityMatcher(ListsEndpoint.PATH + "**"), roles, Answers::problem);
        return http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.requireCsrfProtectionMatcher(request -> false))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint((request, response, e) -> {
                            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"list files\"");
                            Answers.problem(
                                    response,
                                    HttpStatus.UNAUTHORIZED,
                                    "Send the product's list token as bearer token, or as the password of any name.");
                        })
                        .accessDeniedHandler((request, response, e) -> tooLittle(response)))
                .build();
    }

    /** Clients of the TAXII server: tokens, also as the password of any name. */
    @Bean
    @Order(4)
    SecurityFilterChain taxiiRequests(HttpSecurity http, RoleHierarchy roles) throws Exception {
        judged(http.securityMatcher(TaxiiPaths::ours), roles, TaxiiAnswer::refuse);
        return http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .exceptionHandling(
                        refusals -> refusals.authenticationEntryPoint((request, response, e) -> TaxiiAnswer.refuse(
                                        response,
                                        HttpStatus.UNAUTHORIZED,
                                        "Send a token of the hub as bearer token, or as the password of any name."))
                                .accessDeniedHandler((request, response, e) -> TaxiiAnswer.refuse(
                                        response,
                                        HttpStatus.FORBIDDEN,
                                        "The role of this token may not do this; docs/access.md has the table.")))
                .build();
    }

    /** The console, and everything else. */
    @Bean
    @Order(5)
    SecurityFilterChain otherRequests(
            HttpSecurity http,
            RoleHierarchy roles,
            ObjectProvider<ClientRegistrationRepository> providers,
            AccessSettings settings)
            throws Exception {
        LoginThrottle logins = new LoginThrottle(throttle, accounts);
        judged(http, roles, Answers::problem);
        http.csrf(csrf -> csrf.requireCsrfProtectionMatcher(
                        request -> changes(request) && !carriesToken() && (who() != null || !isUpload(request))))
                .headers(headers -> headers.addHeaderWriter(
                                (request, response) -> response.setHeader("Content-Security-Policy", policy(request)))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .addFilterBefore(logins, UsernamePasswordAuthenticationFilter.class)
                .formLogin(form -> form.loginPage(LoginThrottle.PATH)
                        .failureHandler(logins.onFailure())
                        .successHandler(logins.onSuccess()))
                .logout(logout -> logout.logoutSuccessUrl(LoginThrottle.PATH + "?out"))
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint(
                                (request, response, e) -> leadToSignIn(request, response))
                        .accessDeniedHandler((request, response, e) -> response.sendError(
                                isThere(request) || e instanceof CsrfException
                                        ? HttpStatus.FORBIDDEN.value()
                                        : HttpStatus.NOT_FOUND.value())));
        if (providers.getIfAvailable() != null) {
            http.oauth2Login(login -> login.loginPage(LoginThrottle.PATH)
                    .failureUrl(LoginThrottle.PATH + "?refused")
                    .userInfoEndpoint(people -> people.oidcUserService(new OidcPeople(settings.roleClaim()))
                            .userService(request -> {
                                throw OidcPeople.refusal();
                            })));
        }
        return http.build();
    }

    private void judged(HttpSecurity http, RoleHierarchy roles, BearerFilter.Refusal refusal) throws Exception {
        Access.Allowed allowed = role -> {
            AuthorityAuthorizationManager<RequestAuthorizationContext> least =
                    AuthorityAuthorizationManager.hasRole(role.name());
            least.setRoleHierarchy(roles);
            return least;
        };
        http.authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                                .permitAll()
                                .anyRequest()
                                .access(access.judge(allowed)))
                .addFilterBefore(new BearerFilter(tokens, throttle, refusal), CsrfFilter.class)
                .addFilterBefore(new SessionCheck(accounts), LogoutFilter.class);
    }

    private static String policy(HttpServletRequest request) {
        return request.getRequestURI().startsWith(ApiDocument.PAGE + "/") ? POLICY_OF_DOCUMENT : POLICY;
    }

    private static boolean changes(HttpServletRequest request) {
        return CsrfFilter.DEFAULT_CSRF_MATCHER.matches(request);
    }

    /** To look for its CSRF token, the whole file would be taken in: nobody's file is. */
    private static boolean isUpload(HttpServletRequest request) {
        return String.valueOf(request.getContentType()).startsWith("multipart/");
    }

    private static boolean carriesToken() {
        return who() instanceof BearerAuthentication;
    }

    private static Authentication who() {
        return SecurityContextHolder.getContext().getAuthentication();
    }

    private boolean isThere(HttpServletRequest request) {
        return access.line(request).isPresent();
    }

    private static void signInFirst(HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        Answers.problem(
                response,
                HttpStatus.UNAUTHORIZED,
                "Nobody is signed in: send a token as 'Authorization: Bearer ctd_...', or sign in at /login.");
    }

    private static void tooLittle(HttpServletResponse response) throws IOException {
        Answers.problem(
                response,
                HttpStatus.FORBIDDEN,
                "This role may not do this, or the session's CSRF token is missing; docs/access.md has the table.");
    }

    private void leadToSignIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isThere(request)) {
            response.sendError(HttpStatus.NOT_FOUND.value());
        } else if (request.getRequestURI().startsWith("/actuator/")) {
            signInFirst(response);
        } else if (request.getHeader("HX-Request") != null) {
            // a page that looks again by itself goes to sign in as a whole
            response.setHeader("HX-Refresh", "true");
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
        } else {
            response.sendRedirect(LoginThrottle.PATH);
        }
    }
}
