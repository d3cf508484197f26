// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ctdhub.format.StixWriter;
import org.ctdhub.registry.DistributionSwitch;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.registry.Indicator;
import org.ctdhub.registry.Indicators;
import org.ctdhub.registry.Indicators.Span;
import org.springframework.stereotype.Component;

/**
 * What a collection holds: the two objects that every indicator refers to, then the indicators by the date of their last
 * change. While distribution is off there is nothing, and nobody's place moves.
 */
@Component
class TaxiiObjects {

    private static final String INDICATOR = "indicator--";
    private static final String SPEC_VERSION = "2.1";

    /** They were there before any hub, so their dates and numbers come before all others. */
    private static final List<Served> FIXED = List.of(
            fixed(-2, "identity", StixWriter.IDENTITY, StixWriter::identity),
            fixed(-1, "extension-definition", StixWriter.EXTENSION, StixWriter::extension));

    private final Indicators indicators;
    private final DistributionSwitch distribution;
    private final HubIdentity hub;

    TaxiiObjects(Indicators indicators, DistributionSwitch distribution, HubIdentity hub) {
        this.indicators = indicators;
        this.distribution = distribution;
        this.hub = hub;
    }

    /** One version of one object. */
    record Served(long number, String type, String id, Instant dateAdded, Instant version, Supplier<ObjectNode> stix) {}

    /**
     * A part of what was asked for.
     *
     * @param next where to go on; empty: that was all
     */
    record Found(List<Served> objects, Optional<TaxiiQuery.Next> next) {}

    /** What fits, from where the query begins. */
    Found page(TaxiiCollection collection, TaxiiQuery query) {
        boolean otherVersion =
                query.specVersions() != null && !query.specVersions().contains(SPEC_VERSION);
        if (otherVersion || !distribution.isOn()) {
            return new Found(List.of(), Optional.empty());
        }
        long after = after(query);
        List<Served> found = new ArrayList<>(FIXED.stream()
                .filter(each -> each.number() > after && fits(each, query))
                .toList());
        if (query.types() == null || query.types().contains("indicator")) {
            spans(query, Math.max(after, 0)).stream()
                    .takeWhile(span -> found.size() <= query.limit())
                    .flatMap(span -> rows(collection, query, span).stream())
                    .map(TaxiiObjects::served)
                    .forEach(found::add);
        }
        if (found.size() <= query.limit()) {
            return new Found(found, Optional.empty());
        }
        List<Served> page = found.subList(0, query.limit());
        return new Found(
                page,
                Optional.of(new TaxiiQuery.Next(
                        hub.generation(), page.get(page.size() - 1).number())));
    }

    /** Whether the collection holds an object of this id in any version. */
    boolean holds(TaxiiCollection collection, String id) {
        return FIXED.stream().anyMatch(each -> each.id().equals(id))
                || uuid(id).filter(uuid -> !indicators
                                .find(collection.part(), new Span(0, Long.MAX_VALUE), List.of(uuid))
                                .isEmpty())
                        .isPresent();
    }

    /** The object behind an indicator's id, if the collection holds it and it was not taken off. */
    Optional<Indicator> standing(TaxiiCollection collection, String id) {
        return uuid(id).flatMap(uuid ->
                indicators.find(collection.part(), new Span(0, Long.MAX_VALUE), List.of(uuid)).stream()
                        .filter(Indicator::userDefined)
                        .findFirst());
    }

    /** A place in another numbering means nothing in this one: then it begins anew, and nothing is passed over. */
    private long after(TaxiiQuery query) {
        long next = query.next()
                .filter(place -> place.generation().equals(hub.generation()))
                .map(TaxiiQuery.Next::number)
                .orElse(Long.MIN_VALUE);
        return Math.max(next, query.addedAfter().map(this::numberAt).orElse(Long.MIN_VALUE));
    }

    private long numberAt(Instant date) {
        return FIXED.stream()
                .filter(each -> each.dateAdded().isAfter(date))
                .findFirst()
                .map(each -> each.number() - 1)
                .orElseGet(() -> indicators.numberAt(date));
    }

    /** A version is the millisecond in which the last change was added. */
    private List<Span> spans(TaxiiQuery query, long after) {
        return query.versions().isEmpty()
                ? List.of(new Span(after, Long.MAX_VALUE))
                : query.versions().stream()
                        .filter(version -> version.equals(version.truncatedTo(ChronoUnit.MILLIS)))
                        .map(version -> new Span(
                                Math.max(after, indicators.numberAt(version.minus(1, ChronoUnit.MICROS))),
                                indicators.numberAt(
                                        version.plus(Duration.ofMillis(1)).minus(1, ChronoUnit.MICROS))))
                        .toList();
    }

    private List<Indicator> rows(TaxiiCollection collection, TaxiiQuery query, Span span) {
        if (query.ids() == null) {
            return indicators.page(collection.part(), span, query.limit() + 1);
        }
        List<UUID> ids = query.ids().stream().flatMap(id -> uuid(id).stream()).toList();
        return ids.isEmpty() ? List.of() : indicators.find(collection.part(), span, ids);
    }

    private static boolean fits(Served fixed, TaxiiQuery query) {
        return (query.ids() == null || query.ids().contains(fixed.id()))
                && (query.types() == null || query.types().contains(fixed.type()))
                && (query.versions().isEmpty() || query.versions().contains(fixed.version()));
    }

    private static Optional<UUID> uuid(String id) {
        try {
            return id.startsWith(INDICATOR)
                    ? Optional.of(UUID.fromString(id.substring(INDICATOR.length())))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Served served(Indicator row) {
        Instant version = row.dateAdded().truncatedTo(ChronoUnit.MILLIS);
        List<String> lists = Stream.of(
                        row.virtualAnalyzer() ? "virtual_analyzer" : null, row.userDefined() ? "user_defined" : null)
                .filter(list -> list != null)
                .toList();
        return new Served(
                row.number(),
                "indicator",
                StixWriter.id(row.id()),
                row.dateAdded(),
                version,
                () -> StixWriter.indicator(new StixWriter.Statement(
                        row.id(),
                        row.object(),
                        row.created(),
                        version,
                        lists,
                        row.action() == null ? null : row.action().word(),
                        row.risk(),
                        row.expires(),
                        row.detection())));
    }

    private static Served fixed(long number, String type, String id, Supplier<ObjectNode> stix) {
        Instant made = Instant.parse(StixWriter.fixedVersion());
        return new Served(number, type, id, made.plus(20 + 10 * number, ChronoUnit.MICROS), made, stix);
    }
}
