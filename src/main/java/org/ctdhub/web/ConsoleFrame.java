// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ctdhub.auth.Role;
import org.ctdhub.format.ImportFormat;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Filter;
import org.springframework.beans.propertyeditors.StringTrimmerEditor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.ui.Model;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What every page of the console has: who is signed in, where to go, the hub's words, and how it tells what is wrong. */
@ControllerAdvice(annotations = ConsolePage.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConsoleFrame {

    private static final List<Group> NAVIGATION = List.of(
            new Group("start", List.of(new Link("/", "overview", Role.VIEWER))),
            new Group(
                    "look",
                    List.of(
                            new Link("/objects?list=virtual_analyzer", "virtual-analyzer", Role.VIEWER),
                            new Link("/user-defined", "user-defined", Role.VIEWER),
                            new Link("/exceptions", "exceptions", Role.VIEWER),
                            new Link("/objects", "objects", Role.VIEWER),
                            new Link("/lookup", "lookup", Role.OPERATOR))),
            new Group(
                    "policy",
                    List.of(
                            new Link("/presets", "presets", Role.VIEWER),
                            new Link("/brakes", "brakes", Role.VIEWER),
                            new Link("/warning-lists", "warning-lists", Role.VIEWER),
                            new Link("/tasks", "tasks", Role.VIEWER))),
            new Group(
                    "flow",
                    List.of(
                            new Link("/products", "products", Role.VIEWER),
                            new Link("/distribution", "distribution", Role.VIEWER),
                            new Link("/federation", "federation", Role.VIEWER),
                            new Link("/quarantine", "quarantine", Role.VIEWER),
                            new Link("/routes", "routes", Role.VIEWER),
                            new Link("/tests", "tests", Role.VIEWER))),
            new Group(
                    "record",
                    List.of(
                            new Link("/detections", "detections", Role.VIEWER),
                            new Link("/reports", "reports", Role.VIEWER))),
            new Group(
                    "hub",
                    List.of(
                            new Link("/accounts", "accounts", Role.ADMINISTRATOR),
                            new Link("/keys", "keys", Role.ADMINISTRATOR),
                            new Link("/audit", "audit", Role.ADMINISTRATOR))));

    /** Pages that belong to another, by the first part of their path. */
    private static final Map<String, String> WITHIN =
            Map.of("object", "objects", "product", "products", "imports", "tasks", "tokens", "keys");

    static final Words WORDS = new Words(
            Arrays.stream(ObjectType.values()).map(ObjectType::word).toList(),
            List.of("virtual_analyzer", "user_defined"),
            Arrays.stream(Risk.values()).map(Risk::word).toList(),
            Arrays.stream(ScanAction.values()).map(ScanAction::word).toList(),
            Filter.STATES,
            Arrays.stream(ImportFormat.values()).map(ImportFormat::word).toList());

    private final RoleHierarchy roles;
    private final WhoAsks who;
    private final ConsoleLanguage language;
    private final Clock clock;

    ConsoleFrame(RoleHierarchy roles, WhoAsks who, ConsoleLanguage language, Clock clock) {
        this.clock = clock;
        this.language = language;
        this.roles = roles;
        this.who = who;
    }

    /** Who looks at the page. */
    record Me(String name, boolean operator, boolean administrator) {}

    /** Pages that belong together, by the names that the console's words have for them. */
    record Group(String name, List<Link> links) {}

    /** A page of the console, and who may see it. */
    record Link(String path, String name, Role least) {}

    /** The words that forms let people choose from. */
    record Words(
            List<String> types,
            List<String> lists,
            List<String> risks,
            List<String> actions,
            List<String> states,
            List<String> formats) {}

    /** How points in time are shown. */
    record Times(Clock clock) {

        private static final DateTimeFormatter FORM =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

        /** How long ago it was; nothing for none. */
        public Duration since(Instant at) {
            return at == null ? null : Duration.between(at, clock.instant());
        }

        /** The time in UTC, to the second; nothing for none. */
        public String text(Instant at) {
            return at == null ? "" : at.equals(Instant.MAX) ? "never" : FORM.format(at);
        }
    }

    @ModelAttribute("me")
    Me me(Authentication signedIn) {
        return new Me(who.actor().name(), may(signedIn, Role.OPERATOR), may(signedIn, Role.ADMINISTRATOR));
    }

    @ModelAttribute("navigation")
    List<Group> navigation(Authentication signedIn) {
        return NAVIGATION.stream()
                .map(group -> new Group(
                        group.name(),
                        group.links().stream()
                                .filter(link -> may(signedIn, link.least()))
                                .toList()))
                .filter(group -> !group.links().isEmpty())
                .toList();
    }

    /** The page as the navigation has it: objects of one list are a page of their own. */
    @ModelAttribute("here")
    String here(HttpServletRequest request) {
        String list = request.getParameter("list");
        return request.getRequestURI().equals("/objects") && "virtual_analyzer".equals(list)
                ? "/objects?list=" + list
                : request.getRequestURI();
    }

    /** The name of the page under which this one stands. */
    @ModelAttribute("within")
    String within(HttpServletRequest request) {
        String first = request.getRequestURI().replaceAll("^/([^/]*).*", "$1");
        return here(request).contains("?") ? "" : WITHIN.getOrDefault(first, first);
    }

    @ModelAttribute("words")
    Words words() {
        return WORDS;
    }

    @ModelAttribute("times")
    Times times() {
        return new Times(clock);
    }

    private boolean may(Authentication signedIn, Role role) {
        return roles.getReachableGrantedAuthorities(signedIn.getAuthorities()).stream()
                .anyMatch(authority -> ("ROLE_" + role.name()).equals(authority.getAuthority()));
    }

    /** A field that was left empty is a field that says nothing. */
    @InitBinder
    void blanksAreNothing(WebDataBinder binder) {
        binder.registerCustomEditor(String.class, new StringTrimmerEditor(true));
    }

    /** What has no form of its own to be told beside. */
    @ExceptionHandler(Exception.class)
    String refused(
            Exception e, Model model, Authentication signedIn, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (e instanceof AccessDeniedException || e instanceof AuthenticationException) {
            throw e;
        }
        Complaint complaint = Complaint.of(e).orElseThrow(() -> e);
        response.setStatus(complaint.status().value());
        model.addAttribute("complaint", complaint.lines());
        model.addAttribute("me", me(signedIn));
        model.addAttribute("navigation", navigation(signedIn));
        model.addAttribute("here", "");
        model.addAttribute("say", language.say());
        model.addAttribute("other", language.other(request));
        return "refused";
    }
}
