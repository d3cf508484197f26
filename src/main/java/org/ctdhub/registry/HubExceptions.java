// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.ExceptionPattern;
import org.ctdhub.registry.Links.Claim;
import org.springframework.stereotype.Repository;

/** The hub's exceptions as an edge holds them: a rule of the hub stands beside the edge's own of the same pattern. */
@Repository
public class HubExceptions {

    private final Links links;
    private final Tasks tasks;
    private final Exceptions exceptions;

    public HubExceptions(Links links, Tasks tasks, Exceptions exceptions) {
        this.links = links;
        this.tasks = tasks;
        this.exceptions = exceptions;
    }

    /** An exception as the hub tells it. */
    public record Exempt(long number, ExceptionPattern pattern, boolean stands) {

        private String rule() {
            return pattern.type().word() + " " + pattern.text();
        }
    }

    /** The pattern of an exception that the hub tells, also of one that follows from its own networks and domains. */
    public static Optional<ExceptionPattern> pattern(ObjectType type, String text) {
        return Own.read(type, text);
    }

    /** Takes in what changed of them. */
    public void read(Claim claim, List<Exempt> changes, long upTo) {
        links.write(claim, () -> {
            changes.forEach(this::apply);
            links.done(claim, Math.max(upTo, claim.position()));
        });
    }

    /** Takes in all that the hub holds in some buckets; what it doesn't name is gone. */
    public void repair(Claim claim, List<String> buckets, List<Exempt> all) {
        links.write(claim, () -> {
            all.forEach(this::apply);
            Set<String> standing =
                    all.stream().filter(Exempt::stands).map(Exempt::rule).collect(Collectors.toSet());
            exceptions.ofHubIn(buckets).forEach((rule, id) -> {
                if (!standing.contains(rule)) {
                    withdraw(id, rule);
                }
            });
            links.done(claim, claim.position() + 1);
        });
    }

    private void apply(Exempt change) {
        ExceptionPattern pattern = change.pattern();
        Optional<Long> there = exceptions.ofHub(pattern);
        if (change.stands() && there.isEmpty()) {
            Map<String, Object> detail =
                    new LinkedHashMap<>(Map.of("type", pattern.type().word(), "pattern", pattern.text()));
            tasks.start(new Work(
                    Work.Kind.EXCEPT,
                    detail,
                    Actor.HUB,
                    d -> d.put("exception", exceptions.insert(pattern, Actor.HUB, null, "hub"))));
        } else if (!change.stands()) {
            there.ifPresent(id -> withdraw(id, pattern.text()));
        }
        exceptions.number(pattern, change.number());
    }

    private void withdraw(long exception, String pattern) {
        Map<String, Object> detail = new LinkedHashMap<>(Map.of("exception", exception, "pattern", pattern));
        tasks.start(new Work(Work.Kind.READMIT, detail, Actor.HUB, d -> exceptions.takeAway(exception)));
    }
}
