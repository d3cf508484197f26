// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.ctdhub.registry.Edges;
import org.ctdhub.registry.Federation;
import org.ctdhub.registry.Federation.Standing;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.registry.Links;
import org.ctdhub.registry.ManagerRole;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What this manager is to others: a hub with its edges, an edge with its hub, or neither. */
@Tag(
        name = "Federation",
        description = "Hub and edge: what this manager is to others, and how the links between them do.")
@RestController
@RequestMapping("/api/v1/federation")
class FederationApi {

    private static final int LONGEST_URL = 2_048;
    private static final int LONGEST_KEY = 200;

    private final Federation federation;
    private final Edges edges;
    private final Links links;
    private final HubIdentity identity;
    private final WhoAsks who;

    FederationApi(Federation federation, Edges edges, Links links, HubIdentity identity, WhoAsks who) {
        this.federation = federation;
        this.edges = edges;
        this.links = links;
        this.identity = identity;
        this.who = who;
    }

    /** What it shall be. */
    record Role(String role, String hubUrl, String hubKey) {

        /** Never shows the key. */
        @Override
        public String toString() {
            return "Role[" + role + ", " + hubUrl + "]";
        }
    }

    /**
     * How it stands.
     *
     * @param origin this manager's own id
     * @param hubKeySet whether the hub's key is known; it is never shown
     * @param configured whether the configuration says so, and it can't be changed here
     * @param registeredAt of an edge: since when its hub knows it; null: not yet
     * @param errands of an edge: what goes on on the link
     * @param edges of a hub
     */
    record State(
            UUID origin,
            String role,
            String hubUrl,
            boolean hubKeySet,
            boolean configured,
            Instant registeredAt,
            List<Links.Line> errands,
            List<Edges.Line> edges) {}

    @Operation(summary = "Tells this manager's role, and how its links do.")
    @GetMapping
    State get() {
        Standing standing = federation.standing();
        return new State(
                identity.origin(),
                standing.role().word(),
                standing.hubUrl(),
                standing.hubKeySet(),
                standing.configured(),
                standing.registeredAt(),
                standing.role() == ManagerRole.EDGE ? links.all() : List.of(),
                edges.all());
    }

    /** What was exchanged stays at both until it expires, whatever the role becomes. */
    @Operation(summary = "Makes this manager a hub, an edge, or neither.")
    @PutMapping
    State put(@RequestBody Role asked) {
        if (asked.role() == null) {
            throw new IllegalArgumentException("'role' is missing; send none, hub or edge.");
        }
        ManagerRole role = ManagerRole.of(asked.role());
        if (role == ManagerRole.EDGE) {
            check(asked);
        }
        federation.put(who.actor(), new Federation.Wanted(role, asked.hubUrl(), asked.hubKey()));
        return get();
    }

    private static void check(Role asked) {
        if (asked.hubUrl() == null || !isUrl(asked.hubUrl())) {
            throw new IllegalArgumentException(
                    "'hubUrl' is missing or no address: send the hub's service URL, http://... or https://... without a path.");
        }
        if (asked.hubKey() != null && !asked.hubKey().matches("[0-9A-Za-z-]{1," + LONGEST_KEY + "}")) {
            throw new IllegalArgumentException(
                    "'hubKey' is no API key: send the GUID that the hub gave for its edges.");
        }
    }

    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            return text.length() <= LONGEST_URL
                    && url.getHost() != null
                    && Set.of("", "/").contains(url.getRawPath())
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && url.getRawUserInfo() == null
                    && Set.of("http", "https").contains(url.getScheme());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    @Operation(summary = "Has an edge ask and tell its hub everything now, and compare what both hold.")
    @PostMapping("/sync")
    State sync() {
        links.hurry();
        return get();
    }

    @Operation(summary = "Lets an edge in that waits, or that was revoked.")
    @PostMapping("/edges/{id}/admit")
    Edges.Line admit(@PathVariable int id) {
        return edges.admit(id, who.actor());
    }

    /** What was exchanged stays at both until it expires. */
    @Operation(summary = "Puts an edge out: it is refused from now on.")
    @PostMapping("/edges/{id}/revoke")
    Edges.Line revoke(@PathVariable int id) {
        return edges.revoke(id, who.actor());
    }
}
