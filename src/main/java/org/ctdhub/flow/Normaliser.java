// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.Batch;
import org.ctdhub.registry.Report;
import org.ctdhub.registry.Unreadable;
import org.springframework.stereotype.Component;

/** Brings what a producer reported into canonical form; what can't be an object goes aside with its reason. */
@Component("normaliser")
public class Normaliser {

    private static final int LONGEST_DETECTION = 512;
    private static final Instant FIRST_YEAR = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant AFTER_THE_LAST_YEAR = Instant.parse("+10000-01-01T00:00:00Z");

    private final Clock clock;
    private final MeterRegistry meters;

    public Normaliser(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /** Takes and gives a batch; its position is kept, so that no record is read twice or never. */
    public Batch normalise(RawBatch raw) {
        List<Report> reports = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (RawRecord record : raw.records()) {
            if (record.problem() != null) {
                unreadable.add(new Unreadable("unreadable", record.problem(), record.text()));
                continue;
            }
            try {
                reports.add(report(record.read()));
            } catch (RefusedException e) {
                unreadable.add(new Unreadable(e.reason().word(), e.getMessage(), record.text()));
            } catch (DateTimeException | ArithmeticException e) {
                unreadable.add(new Unreadable("date", "The date can't be read: " + e.getMessage(), record.text()));
            }
        }
        unreadable.forEach(one -> count(raw.run().product(), one.reason()));
        return new Batch(raw.run(), reports, unreadable, raw.position());
    }

    private void count(String product, String reason) {
        meters.counter("ctd.records.refused", "product", product, "reason", reason)
                .increment();
    }

    private Report report(JsonNode read) throws RefusedException {
        Instant now = clock.instant();
        Instant expires = expiry(read.path("expires_at"));
        SuspiciousObject object = SuspiciousObject.of(ObjectType.of(text(read, "type")), text(read, "value"));
        // what has run out already is a removal, in the producer's own words
        boolean removed = read.path("op").asText("add").equals("remove") || (expires != null && !expires.isAfter(now));
        return new Report(
                object,
                removed,
                read.hasNonNull("risk") ? Risk.of(read.get("risk").asText()) : Risk.HIGH,
                read.hasNonNull("seen_at") ? seen(read.get("seen_at")) : now,
                expires,
                optional(read, "detection").map(Normaliser::bounded).orElse(null),
                sha1(read, "source_sha1"),
                sha1(read, "root_sha1"));
    }

    /** Epoch seconds, a date like {@code 2020-01-31T00:00:00Z}, {@code never}, or absent: then the registry knows how long objects of the type stay. */
    private static Instant expiry(JsonNode expires) {
        if (expires.isMissingNode() || expires.isNull()) {
            return null;
        }
        return expires.asText().equals("never") ? Instant.MAX : date(expires);
    }

    /**
     * What is neither a number nor such a date is refused, as is one before the year 1, which nobody can mean: a date that was
     * misread would be a removal.
     */
    private static Instant date(JsonNode given) {
        String text = given.asText();
        Instant date = given.isNumber() || text.matches("-?[0-9]{1,18}")
                ? Instant.ofEpochSecond(given.asLong())
                : Instant.parse(text);
        if (date.isBefore(FIRST_YEAR)) {
            throw new DateTimeException("it lies before the year 1");
        }
        return date;
    }

    private static Instant seen(JsonNode given) {
        Instant date = date(given);
        if (!date.isBefore(AFTER_THE_LAST_YEAR)) {
            throw new DateTimeException("it lies behind the year 9999");
        }
        return date;
    }

    private static String sha1(JsonNode read, String field) {
        // the sample behind it is a hint: a producer that can't name it properly still found the object
        return optional(read, field)
                .map(String::toLowerCase)
                .filter(hash -> hash.matches("[0-9a-f]{40}"))
                .orElse(null);
    }

    private static String text(JsonNode read, String field) {
        return read.path(field).asText("");
    }

    private static Optional<String> optional(JsonNode read, String field) {
        return Optional.ofNullable(read.get(field))
                .filter(n -> !n.isNull())
                .map(JsonNode::asText)
                .filter(t -> !t.isBlank());
    }

    private static String bounded(String detection) {
        String line = RawText.oneLine(detection);
        return line.length() <= LONGEST_DETECTION ? line : RawText.storable(line.substring(0, LONGEST_DETECTION));
    }
}
