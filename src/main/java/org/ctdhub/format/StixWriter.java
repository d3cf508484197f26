// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;

/** Writes objects as STIX 2.1 indicators, and the two objects that these refer to. */
public final class StixWriter {

    /** Who makes the indicators: the same for every hub, as their ids are. */
    public static final String IDENTITY = "identity--3f7456be-bf14-4c0e-9ef4-104fe60861d1";

    /** What an indicator says beside the standard's own properties. */
    public static final String EXTENSION = "extension-definition--5e40816b-2777-41a4-91ff-5a05026b71c0";

    private static final String MADE = "2026-01-01T00:00:00.000Z";
    private static final String SPEC_VERSION = "2.1";
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Map<Risk, Integer> CONFIDENCE = Map.of(Risk.HIGH, 85, Risk.MEDIUM, 50, Risk.LOW, 15);

    private StixWriter() {}

    /**
     * What is said of an object.
     *
     * @param modified later, by a millisecond at least, than whenever something else was said of it
     * @param lists on which it stands; none: it was taken off
     * @param action the hub's word; null where it was taken off
     * @param expires null: never
     * @param detection what it was found as; may be null
     */
    public record Statement(
            UUID id,
            SuspiciousObject object,
            Instant created,
            Instant modified,
            List<String> lists,
            String action,
            Risk risk,
            Instant expires,
            String detection) {

        boolean revoked() {
            return lists.isEmpty();
        }
    }

    /** The id of an indicator. */
    public static String id(UUID id) {
        return "indicator--" + id;
    }

    /** A date as STIX writes it, cut to milliseconds. */
    public static String date(Instant date) {
        return MILLISECONDS.format(date);
    }

    /** The version of what never changes. */
    public static String fixedVersion() {
        return MADE;
    }

    /** The indicator of an object. */
    public static ObjectNode indicator(Statement said) {
        ObjectNode stix = common("indicator", id(said.id()), date(said.created()), date(said.modified()));
        stix.put("created_by_ref", IDENTITY);
        if (said.revoked()) {
            stix.put("revoked", true);
        }
        stix.put("name", said.object().value());
        if (said.detection() != null && !said.detection().isBlank()) {
            stix.put("description", said.detection());
        }
        stix.putArray("indicator_types").add("malicious-activity");
        stix.put("pattern", pattern(said.object()));
        stix.put("pattern_type", "stix");
        stix.put("pattern_version", SPEC_VERSION);
        stix.put("valid_from", date(said.created()));
        if (said.expires() != null
                && said.expires().truncatedTo(ChronoUnit.MILLIS).isAfter(said.created())) {
            stix.put("valid_until", date(said.expires()));
        }
        if (!said.revoked()) {
            stix.put("confidence", CONFIDENCE.get(said.risk()));
            judge(said, stix);
        }
        return stix;
    }

    /** Action, lists and risk twice: as an extension, and as labels for readers that know none. */
    private static void judge(Statement said, ObjectNode stix) {
        ArrayNode labels = stix.putArray("labels").add("ctd-action:" + said.action());
        said.lists().forEach(list -> labels.add("ctd-list:" + list));
        labels.add("ctd-risk:" + said.risk().word());
        ObjectNode extension = stix.putObject("extensions").putObject(EXTENSION);
        extension.put("extension_type", "property-extension");
        extension.put("scan_action", said.action());
        said.lists().forEach(extension.putArray("lists")::add);
        extension.put("risk", said.risk().word());
    }

    /** The pattern that finds an object. */
    static String pattern(SuspiciousObject object) {
        String path = switch (object.type()) {
            case FILE_SHA1 -> "file:hashes.'SHA-1'";
            case FILE_SHA256 -> "file:hashes.'SHA-256'";
            case IP -> object.value().indexOf(':') < 0 ? "ipv4-addr:value" : "ipv6-addr:value";
            case DOMAIN -> "domain-name:value";
            case URL -> "url:value";
        };
        return "[" + path + " = '" + object.value().replace("\\", "\\\\").replace("'", "\\'") + "']";
    }

    /** Who makes the indicators. */
    public static ObjectNode identity() {
        ObjectNode stix = common("identity", IDENTITY, MADE, MADE);
        stix.put("name", "ctd-hub");
        stix.put("identity_class", "system");
        return stix;
    }

    /** What {@link #EXTENSION} means. */
    public static ObjectNode extension() {
        ObjectNode stix = common("extension-definition", EXTENSION, MADE, MADE);
        stix.put("created_by_ref", IDENTITY);
        stix.put("name", "ctd-hub: scan action, lists and risk");
        stix.put(
                "description",
                "scan_action: what products shall do on a match (log, block, quarantine). lists: where the object stands"
                        + " (virtual_analyzer, user_defined). risk: low, medium or high.");
        stix.put("schema", "docs/taxii.md of ctd-hub");
        stix.put("version", "1.0.0");
        stix.putArray("extension_types").add("property-extension");
        return stix;
    }

    private static ObjectNode common(String type, String id, String created, String modified) {
        ObjectNode stix = JsonNodeFactory.instance.objectNode();
        stix.put("type", type);
        stix.put("spec_version", SPEC_VERSION);
        stix.put("id", id);
        stix.put("created", created);
        stix.put("modified", modified);
        return stix;
    }
}
