// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ctdhub.format.ImportFault;
import org.ctdhub.format.ImportFormat;
import org.ctdhub.format.ImportLine;
import org.ctdhub.format.ImportSink;
import org.ctdhub.object.AddressRange;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ExceptionPattern;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Imports;
import org.ctdhub.registry.Imports.Fault;
import org.ctdhub.registry.Imports.Item;
import org.ctdhub.registry.Imports.Pattern;
import org.ctdhub.registry.ImpossibleException;
import org.springframework.stereotype.Component;

/** Judges the lines of a file one by one, and puts them aside in batches. */
@Component
class ImportReading {

    private static final int BATCH = 5_000;

    private final Imports imports;
    private final Clock clock;

    ImportReading(Imports imports, Clock clock) {
        this.imports = imports;
        this.clock = clock;
    }

    /** Reads a file to its end; {@code fallback} is the action of lines that name none, or null. */
    void read(long task, ImportFormat format, String list, ScanAction fallback, InputStream file) throws IOException {
        Sink sink = new Sink(task, list, fallback);
        format.read(file, sink);
        sink.stage();
    }

    private final class Sink implements ImportSink {

        private final long task;
        private final String list;
        private final ScanAction fallback;
        private final List<Item> items = new ArrayList<>(BATCH);
        private final List<Pattern> patterns = new ArrayList<>();
        private final List<Fault> faults = new ArrayList<>();
        private final Map<String, String> pairs = new LinkedHashMap<>();

        Sink(long task, String list, ScanAction fallback) {
            this.task = task;
            this.list = list;
            this.fallback = fallback;
        }

        @Override
        public void take(ImportLine line) {
            try {
                if (list.equals("exceptions")) {
                    patterns.add(new Pattern(line.line(), pattern(line), line.notes()));
                } else {
                    items.add(item(line));
                }
            } catch (RefusedException e) {
                fault(line, e.reason().word(), e.getMessage());
            } catch (DateTimeException e) {
                fault(line, "date", "The date can't be read; write it like 2030-01-31 or 2030-01-31T12:00:00Z.");
            } catch (IllegalArgumentException | ImpossibleException e) {
                fault(line, "action", e.getMessage());
            }
            stageIfMany();
        }

        private void fault(ImportLine line, String reason, String message) {
            faults.add(new Fault(line.line(), reason, message, cut(line.value())));
        }

        /** A pair that is none is passed over: whatever the file means to list is judged as a line. */
        @Override
        public void pair(String sha1, String sha256) {
            try {
                if (!list.equals("exceptions")) {
                    pairs.put(
                            SuspiciousObject.of(ObjectType.FILE_SHA1, sha1).value(),
                            SuspiciousObject.of(ObjectType.FILE_SHA256, sha256).value());
                }
            } catch (RefusedException e) {
                return;
            }
        }

        @Override
        public void fault(ImportFault fault) {
            faults.add(new Fault(fault.line(), fault.reason(), fault.message(), fault.text()));
            stageIfMany();
        }

        private void stageIfMany() {
            if (items.size() + patterns.size() + faults.size() + pairs.size() >= BATCH) {
                stage();
            }
        }

        void stage() {
            imports.stage(task, items, patterns, faults);
            imports.stage(task, pairs);
            pairs.clear();
            items.clear();
            patterns.clear();
            faults.clear();
        }

        private Item item(ImportLine line) throws RefusedException {
            SuspiciousObject object = line.type() == null
                    ? SuspiciousObject.guess(line.value())
                    : SuspiciousObject.of(ObjectType.of(line.type()), line.value());
            Instant expires = date(line.expires());
            if (list.equals("user_defined") && expires == null) {
                expires = Instant.MAX;
            }
            if (expires != null && !expires.isAfter(clock.instant())) {
                throw new DateTimeException("past");
            }
            return new Item(line.line(), object, action(line, object.type()), risk(line), expires, line.notes());
        }

        private ScanAction action(ImportLine line, ObjectType type) {
            ScanAction action = line.action() == null
                    ? fallback
                    : ScanAction.of(line.action().strip().toLowerCase(Locale.ROOT));
            if (action != null && !action.allowedFor(type)) {
                throw new ImpossibleException("Only files can be quarantined; use log or block.");
            }
            return action;
        }
    }

    private static ExceptionPattern pattern(ImportLine line) throws RefusedException {
        return ExceptionPattern.of(
                line.type() == null ? guessed(line.value()) : ObjectType.of(line.type()), line.value());
    }

    /** What a pattern is about: one with a wildcard is no object whose type could be guessed. */
    private static ObjectType guessed(String pattern) throws RefusedException {
        if (pattern.contains("://")) {
            return ObjectType.URL;
        }
        boolean named = pattern.indexOf(':') < 0 && pattern.chars().anyMatch(Character::isLetter);
        if (!named && AddressRange.looksLike(pattern)) {
            return ObjectType.IP;
        }
        return named && pattern.indexOf('*') >= 0
                ? ObjectType.DOMAIN
                : SuspiciousObject.guess(pattern).type();
    }

    private static Risk risk(ImportLine line) throws RefusedException {
        return line.risk() == null ? null : Risk.of(line.risk().strip().toLowerCase(Locale.ROOT));
    }

    private static String cut(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200);
    }

    /** With or without time and zone, {@code never}, or nothing at all. */
    static Instant date(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String date = text.strip();
        if (date.equalsIgnoreCase("never")) {
            return Instant.MAX;
        }
        if (date.length() <= 10) {
            return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        String iso = date.replace(' ', 'T');
        boolean zoned = iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$");
        return zoned
                ? OffsetDateTime.parse(iso).toInstant()
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }
}
