// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ctdhub.auth.Role;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;

/**
 * Who may ask for what. The first line that fits a request counts; what fits none is not there, whoever asks. Paths of
 * products, which sign their requests, stand in {@link ProductPaths}.
 */
@Component
class Access {

    private static final String ANY = "*";
    private static final String READ = "GET";

    /** The table of the hub itself. */
    static final List<Line> TABLE = List.of(
            api(ANY, "/api/v1/accounts/me/password", Role.VIEWER),
            api(ANY, "/api/v1/accounts/**", Role.ADMINISTRATOR),
            api(ANY, "/api/v1/tokens/**", Role.ADMINISTRATOR),
            api(ANY, "/api/v1/keys/**", Role.ADMINISTRATOR),
            api(ANY, "/api/v1/audit/**", Role.ADMINISTRATOR),
            api(READ, "/api/v1/distribution/**", Role.VIEWER),
            api(ANY, "/api/v1/distribution/**", Role.ADMINISTRATOR),
            api(READ, "/api/v1/detections/**", Role.VIEWER),
            api(ANY, "/api/v1/detections", Role.PRODUCT),
            api(READ, "/api/v1/**", Role.VIEWER),
            api(ANY, "/api/v1/**", Role.OPERATOR),
            api(READ, "/api/docs/**", Role.VIEWER),
            api(READ, "/lists/**", Role.PRODUCT),
            api(READ, "/taxii2/**", Role.VIEWER),
            api(ANY, "/taxii2/**", Role.OPERATOR),
            api(READ, "/", Role.VIEWER),
            api(ANY, "/accounts/**", Role.ADMINISTRATOR),
            api(ANY, "/keys/**", Role.ADMINISTRATOR),
            api(ANY, "/tokens/**", Role.ADMINISTRATOR),
            api(READ, "/audit", Role.ADMINISTRATOR),
            api(READ, "/distribution", Role.VIEWER),
            api(ANY, "/distribution", Role.ADMINISTRATOR),
            api(READ, "/federation", Role.VIEWER),
            api(ANY, "/federation/**", Role.OPERATOR),
            api(READ, "/object", Role.VIEWER),
            api(READ, "/product", Role.VIEWER),
            api(ANY, "/products/new", Role.OPERATOR),
            api(ANY, "/subscribers/**", Role.OPERATOR),
            api(ANY, "/lookup", Role.OPERATOR),
            api(READ, "/objects/**", Role.VIEWER),
            api(ANY, "/objects/**", Role.OPERATOR),
            api(READ, "/user-defined/**", Role.VIEWER),
            api(ANY, "/user-defined/**", Role.OPERATOR),
            api(READ, "/exceptions/**", Role.VIEWER),
            api(ANY, "/exceptions/**", Role.OPERATOR),
            api(READ, "/imports/**", Role.VIEWER),
            api(ANY, "/imports/**", Role.OPERATOR),
            api(READ, "/presets/**", Role.VIEWER),
            api(ANY, "/presets/**", Role.OPERATOR),
            api(READ, "/products/**", Role.VIEWER),
            api(ANY, "/products/**", Role.OPERATOR),
            api(READ, "/tasks/**", Role.VIEWER),
            api(ANY, "/tasks/**", Role.OPERATOR),
            api(READ, "/brakes/**", Role.VIEWER),
            api(ANY, "/brakes/**", Role.OPERATOR),
            api(READ, "/warning-lists/**", Role.VIEWER),
            api(ANY, "/warning-lists/**", Role.OPERATOR),
            api(READ, "/quarantine/**", Role.VIEWER),
            api(ANY, "/quarantine/**", Role.OPERATOR),
            api(READ, "/routes", Role.VIEWER),
            api(READ, "/detections/**", Role.VIEWER),
            api(READ, "/reports/**", Role.VIEWER),
            api(ANY, "/reports/**", Role.OPERATOR),
            api(READ, "/tests/**", Role.VIEWER),
            api(ANY, "/tests/**", Role.OPERATOR),
            api(READ, "/actuator/prometheus", Role.VIEWER),
            open("/actuator/health/**"),
            open("/login"),
            open("/hub.css"),
            open("/hub.svg"),
            open("/console.js"),
            open("/webjars/htmx.org/dist/htmx.min.js"));

    private final List<Checked> table;

    Access(AccessSettings settings) {
        Stream<Line> opened = Stream.concat(
                        settings.openPaths().stream(),
                        settings.openMetrics() ? Stream.of("/actuator/prometheus") : Stream.empty())
                .map(Access::open);
        table = Stream.concat(opened, TABLE.stream()).map(Checked::of).toList();
    }

    /**
     * A line of the table.
     *
     * @param method {@code GET}, which stands for HEAD as well, or {@code *}
     * @param path with {@code **} at its end for everything below, the path itself included
     * @param role the least that may; empty: anybody
     */
    record Line(String method, String path, Optional<Role> role) {}

    private record Checked(Line line, List<RequestMatcher> matchers) {

        static Checked of(Line line) {
            PathPatternRequestMatcher.Builder paths = PathPatternRequestMatcher.withDefaults();
            return new Checked(
                    line,
                    line.method().equals(ANY)
                            ? List.of(paths.matcher(line.path()))
                            : List.of(
                                    paths.matcher(HttpMethod.GET, line.path()),
                                    paths.matcher(HttpMethod.HEAD, line.path())));
        }

        boolean fits(HttpServletRequest request) {
            return matchers.stream().anyMatch(matcher -> matcher.matches(request));
        }
    }

    private static Line api(String method, String path, Role least) {
        return new Line(method, path, Optional.of(least));
    }

    private static Line open(String path) {
        return new Line(READ, path, Optional.empty());
    }

    /** The line that counts for a request; empty: there is nothing for anybody. */
    Optional<Line> line(HttpServletRequest request) {
        return table.stream()
                .filter(line -> line.fits(request))
                .map(Checked::line)
                .findFirst();
    }

    /** Asks for the role of the line that fits; denies where none does. */
    AuthorizationManager<RequestAuthorizationContext> judge(Allowed allowed) {
        return (who, context) -> line(context.getRequest())
                .map(line -> line.role()
                        .map(role -> allowed.least(role).authorize(who, context))
                        .orElse(new AuthorizationDecision(true)))
                .orElse(new AuthorizationDecision(false));
    }

    /** How it is found out whether somebody has a role at least. */
    interface Allowed {
        AuthorizationManager<RequestAuthorizationContext> least(Role role);
    }
}
