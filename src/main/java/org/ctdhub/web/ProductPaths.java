// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.tomcat.util.http.parser.HttpParser;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Products write a service's path with doubled slashes, a slash at the end, or other letter case, and leave its query
 * unencoded. For these paths alone, and nothing else that the hub serves, all of that means the same.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ProductPaths extends OncePerRequestFilter {

    /** The request's attribute that holds path and query exactly as sent. */
    static final String RAW_TARGET = ProductPaths.class.getName() + ".target";

    /** Where products subscribe to the list. */
    static final String SUBSCRIPTION = "/web_service/";

    /** Where programs operate the hub with signed requests. */
    static final String AUTOMATION = "/webapp/";

    /** Every path under which callers sign their requests, instead of signing in: the only place that lists them. */
    static final List<String> PREFIXES = List.of(SUBSCRIPTION, AUTOMATION);

    /** Whether a request, after this filter, is for such a path. */
    static boolean ours(HttpServletRequest request) {
        return ours(request.getRequestURI());
    }

    private static boolean ours(String path) {
        return PREFIXES.stream().anyMatch((path + "/")::startsWith);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = plain(request.getRequestURI());
        if (ours(path)) {
            request.setAttribute(RAW_TARGET, target(request));
            chain.doFilter(new AtPath(request, path), response);
        } else if (isProper(request.getQueryString())
                || (TaxiiPaths.ours(request) && isFilter(request.getQueryString()))) {
            chain.doFilter(request, response);
        } else {
            refuse(response);
        }
    }

    private static String plain(String path) {
        String single = path.replaceAll("/+", "/").toLowerCase(Locale.ROOT);
        return single.endsWith("/") ? single.substring(0, single.length() - 1) : single;
    }

    private static String target(HttpServletRequest request) {
        String query = request.getQueryString();
        return query == null ? request.getRequestURI() : request.getRequestURI() + '?' + query;
    }

    private static boolean isProper(String query) {
        return query == null || query.chars().allMatch(HttpParser::isQuery);
    }

    /** Filters have brackets in their names, which clients send as they are. */
    private static boolean isFilter(String query) {
        return isProper(query.replaceAll("[\\[\\]]", ""));
    }

    private static void refuse(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        response.setContentType("text/plain;charset=UTF-8");
        response.getOutputStream()
                .write("The query holds a character that must be percent-encoded.".getBytes(StandardCharsets.UTF_8));
    }

    private static final class AtPath extends HttpServletRequestWrapper {

        private final String path;

        AtPath(HttpServletRequest request, String path) {
            super(request);
            this.path = path;
        }

        @Override
        public String getRequestURI() {
            return path;
        }

        @Override
        public String getServletPath() {
            return path;
        }
    }
}
