// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;

/** Reads what a product says it met. What can be no object is kept as it was reported; what makes no detection is refused. */
final class DetectionReader {

    private static final Set<String> FIELDS = Set.of(
            "id", "at", "type", "value", "action", "scan", "endpoint", "user", "path", "address", "rule", "detail");

    /** The reason of what lies further back than detections are kept. */
    static final String TOO_OLD = "too_old";

    private static final int WORD = 64;
    private static final int LINE = 512;
    private static final int LONGEST = 4_096;
    private static final Duration AHEAD = Duration.ofDays(1);
    private static final Pattern UNSTORABLE = Pattern.compile("[\\x{0}\\x{D800}-\\x{DFFF}]");

    private final Instant now;
    private final Instant oldest;

    /** @param keep how long detections are kept: an older one has no place any more */
    DetectionReader(Instant now, Duration keep) {
        this.now = now;
        this.oldest = now.minus(keep);
    }

    /** Why a record makes no detection: a word for programs, and a sentence. */
    static final class Refusal extends Exception {

        private static final long serialVersionUID = 1L;

        private final String reason;

        Refusal(String reason, String message) {
            super(message);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    Detection read(JsonNode record) throws Refusal {
        refuseUnknown(record);
        String told = text(record, "value", LONGEST)
                .orElseThrow(() -> new Refusal("missing", "It names no 'value', so it can't be said what was met."));
        String type = text(record, "type", WORD).orElse(null);
        Optional<SuspiciousObject> met = object(type, told);
        String value = met.map(SuspiciousObject::value).orElse(told);
        Optional<String> id = text(record, "id", LINE);
        return new Detection(
                at(record.path("at")),
                digest(id.map(own -> "id " + own).orElseGet(record::toString)),
                id.orElse(null),
                met.map(object -> object.type().word()).orElse(type),
                value,
                value.equals(told) ? null : told,
                word(record, "action").orElse("log"),
                word(record, "scan").orElse(null),
                text(record, "endpoint", LINE).orElse(null),
                text(record, "user", LINE).orElse(null),
                text(record, "path", LONGEST).orElse(null),
                text(record, "address", LINE).orElse(null),
                text(record, "rule", LINE).orElse(null),
                detail(record.path("detail")),
                met.map(DetectionReader::names).orElse(List.of()));
    }

    private static void refuseUnknown(JsonNode record) throws Refusal {
        if (!record.isObject()) {
            throw new Refusal("form", "It is no JSON object. Send one object for each detection.");
        }
        for (Map.Entry<String, JsonNode> field : record.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new Refusal(
                        "field",
                        "It has a field that is none of "
                                + String.join(", ", FIELDS.stream().sorted().toList())
                                + ". Put what else is to be kept under 'detail'.");
            }
        }
    }

    /** Empty: it has no canonical form, or none that could be listed, such as a name of one's own network. */
    private static Optional<SuspiciousObject> object(String type, String value) {
        try {
            return Optional.of(
                    type == null ? SuspiciousObject.guess(value) : SuspiciousObject.of(ObjectType.of(type), value));
        } catch (RefusedException noObject) {
            return Optional.empty();
        }
    }

    /** The object itself; of a URL or domain also the names above it and the address, as consumers match them. */
    private static List<Detection.Name> names(SuspiciousObject met) {
        List<Detection.Name> names = new ArrayList<>();
        names.add(new Detection.Name(met.type().word(), met.value(), false));
        if (MatchKey.address(met) != null) {
            names.add(new Detection.Name(ObjectType.IP.word(), MatchKey.address(met), true));
        } else {
            met.host().ifPresent(host -> {
                for (int dot = -1; host.indexOf('.', dot + 1) >= 0; dot = host.indexOf('.', dot + 1)) {
                    names.add(new Detection.Name(ObjectType.DOMAIN.word(), host.substring(dot + 1), true));
                }
            });
        }
        return names;
    }

    /** To the microsecond, as the database keeps it: a repeat must have the very same time. */
    private Instant at(JsonNode given) throws Refusal {
        Instant at = given.isMissingNode() || given.isNull() ? now : date(given);
        if (at.isAfter(now.plus(AHEAD))) {
            throw new Refusal("date", "Its time " + at + " lies more than a day ahead. Look at the product's clock.");
        }
        if (at.isBefore(oldest)) {
            throw new Refusal(TOO_OLD, "Its time " + at + " lies further back than detections are kept.");
        }
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant date(JsonNode given) throws Refusal {
        try {
            return given.isNumber() ? Instant.ofEpochSecond(given.asLong()) : Instant.parse(given.asText());
        } catch (DateTimeException e) {
            throw new Refusal(
                    "date", "Its time can't be read. Send seconds since 1970, or a date like 2026-01-31T09:00:00Z.");
        }
    }

    private static Optional<String> word(JsonNode record, String field) {
        return text(record, field, WORD).map(text -> text.toLowerCase(Locale.ROOT));
    }

    /** Cut where it is too long: a detection is worth more than the end of a path. */
    private static Optional<String> text(JsonNode record, String field, int longest) {
        JsonNode given = record.path(field);
        return Optional.of(storable(given.isValueNode() && !given.isNull() ? given.asText() : "")
                        .strip())
                .filter(text -> !text.isEmpty())
                .map(text -> cut(text, longest));
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : storable(text.substring(0, longest - 1)) + "…";
    }

    /** As many of its fields as there is room for, each as text. */
    private static String detail(JsonNode given) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        int left = LONGEST;
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            String name = cut(storable(field.getKey()), WORD);
            String text = field.getValue().isValueNode()
                    ? field.getValue().asText()
                    : field.getValue().toString();
            left -= name.length() + text.length();
            if (left >= 0) {
                kept.put(name, storable(text));
            }
        }
        return kept.isEmpty() ? null : kept.toString();
    }

    /** The database can store neither NUL nor half a surrogate pair. */
    static String storable(String text) {
        return UNSTORABLE.matcher(text).replaceAll("\uFFFD");
    }

    private static UUID digest(String text) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            return new UUID(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this Java.", e);
        }
    }
}
