// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;

/**
 * What managers tell each other of one object, one decision or one preset (assumed). Notes are never part of it.
 *
 * @param number in the log of who tells it
 * @param list {@code va}, {@code user} or {@code decision}
 * @param value empty for a preset
 * @param stands false: it left
 * @param expiresAt {@link Instant#MAX} for never; null where there is none
 * @param origin at which manager it entered
 * @param originNumber that manager's own number for this version
 * @param reportedAt a finding: when it was reported there last; null where that isn't said
 */
public record LinkRecord(
        long number,
        String list,
        ObjectType type,
        String value,
        boolean stands,
        Instant expiresAt,
        Risk risk,
        ScanAction action,
        boolean hold,
        String detection,
        String sourceSha1,
        String rootSha1,
        String sha256,
        UUID origin,
        long originNumber,
        Instant reportedAt) {

    static final String VA = "va";
    static final String USER = "user";
    static final String DECISION = "decision";

    /** What 32-bit clients take for never. */
    public static final long NEVER = 2_147_483_647L;

    /** Types by their numbers on the wire. */
    public static final List<ObjectType> TYPES =
            List.of(ObjectType.IP, ObjectType.URL, ObjectType.FILE_SHA1, ObjectType.DOMAIN, ObjectType.FILE_SHA256);

    /** The elements of the record, in the order in which they are written. */
    public Map<String, String> elements() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ID", String.valueOf(number));
        all.put("Action", stands ? "1" : "2");
        all.put("Type", String.valueOf(TYPES.indexOf(type)));
        all.put("Data", type.isFile() ? value.toUpperCase(Locale.ROOT) : value);
        if (stands) {
            put(all, "ExpireTime", expiresAt == null ? null : epoch(expiresAt));
            put(all, "ExpireMicros", list.equals(DECISION) ? micros(expiresAt) : null);
            put(all, "ReportMicros", micros(reportedAt));
            put(all, "RiskLevel", risk == null ? null : String.valueOf(risk.number()));
            put(all, "ViolatedDTASPolicy", detection);
            put(all, "SourceFileSHA1", upper(sourceSha1));
            put(all, "RootFileSHA1", upper(rootSha1));
            put(all, "ScanAction", action == null ? null : action.word());
            put(all, "Hold", hold ? "1" : null);
            put(all, "DataSHA256", upper(sha256));
        }
        all.put("List", list);
        all.put("OriginID", origin.toString());
        all.put("OriginSeq", String.valueOf(originNumber));
        return all;
    }

    private static String epoch(Instant expires) {
        return String.valueOf(expires.equals(Instant.MAX) ? NEVER : expires.getEpochSecond());
    }

    /** What people end now ends what was reported before, and not what is reported later in the same second. */
    private static String micros(Instant time) {
        return time == null || time.getEpochSecond() > NEVER
                ? null
                : String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }

    private static void put(Map<String, String> all, String element, String text) {
        if (text != null && !text.isEmpty()) {
            all.put(element, text);
        }
    }

    private static String upper(String hash) {
        return hash == null ? null : hash.toUpperCase(Locale.ROOT);
    }

    /**
     * Reads a record. What another manager writes is checked like what anybody else writes: a {@link RefusedException}
     * says what is wrong with the value, an {@link ImpossibleException} what with the record.
     */
    public static LinkRecord read(Map<String, String> elements) throws RefusedException {
        String list = elements.getOrDefault("List", VA);
        ObjectType type = type(elements);
        boolean stands = "1".equals(elements.get("Action"));
        String data = elements.getOrDefault("Data", "");
        boolean preset = list.equals(DECISION) && data.isEmpty();
        ScanAction action = elements.containsKey("ScanAction") ? ScanAction.of(elements.get("ScanAction")) : null;
        if (action != null) {
            Impossible.check(type, action);
        }
        return new LinkRecord(
                number(elements, "ID"),
                list,
                type,
                preset ? "" : SuspiciousObject.of(type, data).value(),
                stands,
                stands ? expiry(elements, list) : null,
                risk(elements, stands && (preset || list.equals(VA))),
                action,
                "1".equals(elements.get("Hold")),
                elements.get("ViolatedDTASPolicy"),
                hash(elements.get("SourceFileSHA1"), 40),
                hash(elements.get("RootFileSHA1"), 40),
                hash(elements.get("DataSHA256"), 64),
                origin(elements),
                number(elements, "OriginSeq"),
                elements.containsKey("ReportMicros") ? micros(elements, "ReportMicros") : null);
    }

    private static ObjectType type(Map<String, String> elements) {
        String number = elements.getOrDefault("Type", "");
        if (!number.matches("[0-4]")) {
            throw new ImpossibleException("Type must be a number from 0 to 4.");
        }
        return TYPES.get(Integer.parseInt(number));
    }

    private static Instant expiry(Map<String, String> elements, String list) {
        if (!elements.containsKey("ExpireTime") && list.equals(DECISION)) {
            return null;
        }
        long seconds = number(elements, "ExpireTime");
        if (seconds == NEVER || seconds > Instant.MAX.getEpochSecond()) {
            return Instant.MAX;
        }
        return elements.containsKey("ExpireMicros") ? micros(elements, "ExpireMicros") : Instant.ofEpochSecond(seconds);
    }

    private static Instant micros(Map<String, String> elements, String element) {
        return Instant.EPOCH.plus(number(elements, element), ChronoUnit.MICROS);
    }

    private static Risk risk(Map<String, String> elements, boolean needed) {
        return switch (elements.getOrDefault("RiskLevel", "")) {
            case "1" -> Risk.LOW;
            case "2" -> Risk.MEDIUM;
            case "3" -> Risk.HIGH;
            default -> {
                if (needed) {
                    throw new ImpossibleException("RiskLevel must be 1, 2 or 3.");
                }
                yield null;
            }
        };
    }

    private static long number(Map<String, String> elements, String element) {
        String text = elements.getOrDefault(element, "");
        if (!text.matches("[0-9]{1,18}")) {
            throw new ImpossibleException(element + " is missing or no number.");
        }
        return Long.parseLong(text);
    }

    /** The sample behind an object is a hint: what can't be read is left out. */
    private static String hash(String text, int digits) {
        String lower = text == null ? "" : text.toLowerCase(Locale.ROOT);
        return lower.matches("[0-9a-f]{" + digits + "}") ? lower : null;
    }

    private static UUID origin(Map<String, String> elements) {
        try {
            return UUID.fromString(elements.getOrDefault("OriginID", ""));
        } catch (IllegalArgumentException e) {
            throw new ImpossibleException("OriginID is missing or no GUID.");
        }
    }

    /** The record for the registry's own functions. */
    Map<String, Object> row() {
        SuspiciousObject object = SuspiciousObject.canonical(type, value);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("list", list.equals(USER) ? "user_defined" : "virtual_analyzer");
        row.put("type", type.word());
        row.put("value", value);
        row.put("host", value.isEmpty() ? null : MatchKey.host(object));
        row.put("addr", value.isEmpty() ? null : MatchKey.address(object));
        row.put("origin", origin.toString());
        row.put("number", originNumber);
        row.put("stands", stands);
        row.put("risk", risk == null ? null : risk.number());
        row.put("action", action == null ? null : action.word());
        row.put("expires_at", expiresAt == null ? null : Stored.text(expiresAt));
        row.put("hold", hold);
        row.put("detection", detection);
        row.put("source_sha1", sourceSha1);
        row.put("root_sha1", rootSha1);
        row.put("sha256", sha256);
        row.put("reported_at", reportedAt == null ? null : Stored.text(reportedAt));
        return row;
    }
}
