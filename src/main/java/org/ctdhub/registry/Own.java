// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.policy.ExceptionPattern;
import org.ctdhub.policy.ExceptionPattern.Exact;
import org.ctdhub.policy.ExceptionPattern.Host;
import org.ctdhub.policy.ExceptionPattern.Kind;
import org.ctdhub.policy.ExceptionPattern.Range;
import org.springframework.stereotype.Repository;

/** Own networks and domains: exceptions that follow from a setting, so that nothing of one's own is ever listed. */
@Repository
public class Own {

    private static final Actor SETTING = new Actor(Actor.Kind.SETTING, "ctd.own");

    private final Exceptions exceptions;
    private final Tasks tasks;

    public Own(Exceptions exceptions, Tasks tasks) {
        this.exceptions = exceptions;
        this.tasks = tasks;
    }

    /**
     * Brings the registry in line with the setting.
     *
     * @param own networks, addresses and domains; a domain stands for all below it as well. What is none of these is an
     *     {@link IllegalArgumentException}
     */
    public void apply(List<String> own) {
        Map<String, ExceptionPattern> wanted = new LinkedHashMap<>();
        own.stream().flatMap(text -> patterns(text).stream()).forEach(p -> wanted.put(key(p), p));
        Map<String, Long> there = new HashMap<>(exceptions.ofSetting());
        wanted.forEach((key, pattern) -> {
            if (there.remove(key) == null) {
                Map<String, Object> detail =
                        new LinkedHashMap<>(Map.of("type", pattern.type().word(), "pattern", pattern.text()));
                tasks.start(new Work(
                        Work.Kind.EXCEPT,
                        detail,
                        SETTING,
                        d -> d.put("exception", exceptions.insert(pattern, SETTING, null, "setting"))));
            }
        });
        there.forEach((key, id) -> tasks.start(new Work(
                Work.Kind.READMIT,
                new LinkedHashMap<>(Map.of("exception", id, "pattern", key)),
                SETTING,
                d -> exceptions.takeAway(id))));
    }

    /** The pattern of an exception as another manager wrote it: a person's, or one that follows from its own networks. */
    static Optional<ExceptionPattern> read(ObjectType type, String text) {
        try {
            return Optional.of(new ExceptionPattern(
                    type, text, ExceptionPattern.of(type, text).kind()));
        } catch (RefusedException noPersons) {
            try {
                return patterns(text).stream()
                        .filter(pattern ->
                                pattern.type() == type && pattern.text().equals(text))
                        .findFirst();
            } catch (IllegalArgumentException neither) {
                return Optional.empty();
            }
        }
    }

    private static String key(ExceptionPattern pattern) {
        return pattern.type().word() + " " + pattern.text();
    }

    private static List<ExceptionPattern> patterns(String text) {
        try {
            return network(text);
        } catch (RefusedException noNetwork) {
            try {
                return domain(text);
            } catch (RefusedException noDomain) {
                throw new IllegalArgumentException("ctd.own names \"" + text
                        + "\", which is no network, address or domain. " + noNetwork.getMessage() + "; "
                        + noDomain.getMessage());
            }
        }
    }

    private static List<ExceptionPattern> network(String text) throws RefusedException {
        Kind kind = ExceptionPattern.of(ObjectType.IP, text).kind();
        Range range = kind instanceof Range r ? r : new Range(((Exact) kind).value(), ((Exact) kind).value());
        return List.of(
                new ExceptionPattern(ObjectType.IP, text, range), new ExceptionPattern(ObjectType.URL, text, range));
    }

    private static List<ExceptionPattern> domain(String text) throws RefusedException {
        Kind kind = ExceptionPattern.of(ObjectType.DOMAIN, text).kind();
        if (!(kind instanceof Exact exact)) {
            throw new IllegalArgumentException("ctd.own names \"" + text
                    + "\". Leave out the wildcard: a domain stands for all below it as well.");
        }
        String host = exact.value();
        List<ExceptionPattern> patterns = new ArrayList<>();
        for (ObjectType type : List.of(ObjectType.DOMAIN, ObjectType.URL)) {
            patterns.add(new ExceptionPattern(type, host, new Host(null, host, false, "*", null, false)));
            patterns.add(new ExceptionPattern(type, "*." + host, new Host(null, host, true, "*", null, false)));
        }
        return patterns;
    }
}
