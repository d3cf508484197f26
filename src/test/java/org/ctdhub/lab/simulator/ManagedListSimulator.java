// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An Apex Central: its list of user-defined objects, by the Automation API (documented). It takes so many objects of each type
 * and no more; {@code POST /lab/objects} enters one as a person would, or with other {@code notes} and {@code action};
 * {@code DELETE /lab/objects?type=&value=} loses one behind everybody's back. {@code POST /lab/detect} has a product that it
 * manages meet an object: what its list says is done, and logged (CEF, documented; the call for the logs is known from a client).
 */
public final class ManagedListSimulator extends Simulator {

    private static final String LIST = "/webapp/api/suspiciousobjects/userdefinedso/";
    private static final String LOGS = "/webapp/api/v1/logs/";
    private static final int PAGE = 1_000;
    private static final String SERVERS = "/webapp/api/serverresource/productservers";

    private static final DateTimeFormatter RT =
            DateTimeFormatter.ofPattern("MMM dd yyyy HH:mm:ss 'GMT+00:00'", Locale.ENGLISH);

    private final String applicationId;
    private final String apiKey;
    private final int most;
    private final Map<String, Entry> entries = new TreeMap<>();
    private final List<Detected> detected = new ArrayList<>();

    private record Entry(String type, String content, String notes, String action) {}

    /** @param most how many objects of one type it takes; a real one takes 10,000 (documented) */
    public ManagedListSimulator(String applicationId, String apiKey, int most) {
        this.applicationId = applicationId;
        this.apiKey = apiKey;
        this.most = most;
    }

    /** An entry of one of its logs. */
    private record Detected(String log, Instant at, String line) {}

    @Override
    public synchronized List<LabObject> objects() {
        return entries.values().stream()
                .map(entry -> new LabObject(
                        entry.type(), LabType.of(entry.type()).canonical(entry.content()), entry.action()))
                .sorted()
                .toList();
    }

    /** Enters an object as a person at its console would. */
    public synchronized void enter(String type, String content) {
        enter(new Entry(type, content, "by hand", "log"));
    }

    private synchronized void enter(Entry entry) {
        entries.put(key(entry.type(), entry.content()), entry);
    }

    private synchronized boolean lose(String type, String content) {
        return entries.remove(key(type, content)) != null;
    }

    @Override
    Answer lab(Request request) {
        return switch (request.method() + " " + request.path()) {
            case "POST /lab/objects" -> {
                JsonNode object = LabJson.tree(request.body());
                enter(new Entry(
                        object.path("type").asText(),
                        object.path("value").asText(),
                        object.path("notes").asText("by hand"),
                        object.path("action").asText("log")));
                yield Answer.json(200, Map.of("entered", 1));
            }
            case "DELETE /lab/objects" ->
                Answer.json(
                        200,
                        Map.of(
                                "lost",
                                lose(
                                        request.parameter("type").orElse(""),
                                        request.parameter("value").orElse(""))));
            case "POST /lab/detect" -> {
                JsonNode met = LabJson.tree(request.body());
                String action = detect(
                        met.path("type").asText(),
                        met.path("value").asText(),
                        met.path("endpoint").asText());
                yield Answer.json(200, Map.of("action", action));
            }
            default -> super.lab(request);
        };
    }

    /** Has an endpoint meet an object in a real-time scan; answers what the list told it to do, or none. */
    public synchronized String detect(String type, String value, String endpoint) {
        Entry entry = entries.get(key(type, value));
        if (entry == null) {
            return "none";
        }
        Instant at = Instant.now();
        String act = entry.action().substring(0, 1).toUpperCase(Locale.ROOT)
                + entry.action().substring(1);
        boolean file = type.startsWith("file");
        String what = file
                ? "fileHash=" + value
                : type.equals("ip")
                        ? "dst=" + value
                        : "request=" + value.replace("\\", "\\\\").replace("=", "\\=");
        detected.add(new Detected(
                file ? "filehashdetection" : type.equals("ip") ? "cncdetection" : "web_security",
                at,
                "CEF:0|Trend Micro|Apex Central|2019|" + (file ? "FH:" : type.equals("ip") ? "NCIE:" : "WB:") + act
                        + "|Suspicious " + (file ? "Files" : "Connection") + "|3|deviceExternalId="
                        + (detected.size() + 1)
                        + " rt=" + RT.format(at.atZone(ZoneOffset.UTC)) + " deviceFacility=Apex One dhost=" + endpoint
                        + " "
                        + what + " cn3Label=SLF_ScanType cn3=Real-time Scan act=" + act));
        return entry.action();
    }

    /** Oldest first, from the second on that was asked for; a token counts pages (assumed). */
    private synchronized Answer logs(String log, Request request) {
        long since = Long.parseLong(request.parameter("since_time").orElse("0"));
        long page = Long.parseLong(request.parameter("page_token").orElse("0"));
        List<String> lines = detected.stream()
                .filter(each -> each.log().equalsIgnoreCase(log) && each.at().getEpochSecond() >= since)
                .map(Detected::line)
                .skip(page * PAGE)
                .limit(PAGE)
                .toList();
        return Answer.json(200, Map.of("Data", Map.of("Logs", lines), "Meta", meta(1, 0, "")));
    }

    @Override
    Answer product(Request request) {
        Optional<Integer> refusal = refusal(request);
        if (refusal.isPresent()) {
            return failed(401, refusal.get(), "the token is not valid for this request");
        }
        String path = request.path().toLowerCase(Locale.ROOT);
        if (path.equals(SERVERS)) {
            return Answer.json(
                    200,
                    Map.of(
                            "result_code",
                            1,
                            "result_description",
                            "Operation successful",
                            "result_content",
                            List.of()));
        }
        if (path.startsWith(LOGS)) {
            return logs(path.substring(LOGS.length()), request);
        }
        return path.equals(LIST) || (path + "/").equals(LIST) ? list(request) : notFound(request);
    }

    private synchronized Answer list(Request request) {
        return switch (request.method()) {
            case "GET" -> find(request);
            case "PUT" -> put(LabJson.tree(request.body()).path("param"));
            case "DELETE" -> delete(request);
            default -> failed(405, 23, "method not supported");
        };
    }

    private Answer find(Request request) {
        String type = request.parameter("type").orElse("");
        String part = request.parameter("contentFilter").orElse("").toLowerCase(Locale.ROOT);
        List<Map<String, Object>> found = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if ((type.isEmpty() || type.equals(entry.type()))
                    && entry.content().toLowerCase(Locale.ROOT).contains(part)) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("type", entry.type());
                line.put("content", entry.content());
                line.put("notes", entry.notes());
                line.put("scan_action", entry.action());
                line.put("expiration_utc_date", null);
                found.add(line);
            }
        }
        return done(found);
    }

    private Answer put(JsonNode wanted) {
        String type = wanted.path("type").asText();
        String content = wanted.path("content").asText();
        boolean isNew = !entries.containsKey(key(type, content));
        long held = entries.values().stream()
                .filter(entry -> entry.type().equals(type))
                .count();
        if (isNew && held >= most) {
            return failed(413, 12, "maximum exceeded");
        }
        entries.put(
                key(type, content),
                new Entry(
                        type,
                        content,
                        wanted.path("notes").asText(),
                        wanted.path("scan_action").asText()));
        return done(List.of());
    }

    private Answer delete(Request request) {
        String key = key(
                request.parameter("type").orElse(""),
                request.parameter("content").orElse(""));
        return entries.remove(key) == null ? failed(500, 8, "data not found") : done(List.of());
    }

    private static String key(String type, String content) {
        return type + " " + LabType.of(type).canonical(content);
    }

    private static Answer done(List<?> data) {
        return Answer.json(200, Map.of("Data", data, "Meta", meta(1, 0, "")));
    }

    private static Answer failed(int status, int code, String message) {
        return Answer.json(status, Map.of("Meta", meta(0, code, message)));
    }

    private static Map<String, Object> meta(int result, int code, String message) {
        return Map.of("Result", result, "ErrorCode", code, "ErrorMsg", message);
    }

    /** The code for a token that is missing or doesn't fit the request; empty: it fits. */
    private Optional<Integer> refusal(Request request) {
        String[] parts = request.header("Authorization")
                .orElse("")
                .replaceFirst("^Bearer ", "")
                .split("\\.", -1);
        if (parts.length != 3) {
            return Optional.of(14);
        }
        try {
            JsonNode claims =
                    LabJson.tree(new ByteArrayInputStream(Base64.getUrlDecoder().decode(parts[1])));
            if (!claims.path("appid").asText().equals(applicationId)) {
                return Optional.of(17);
            }
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(apiKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] expected = mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
            if (!MessageDigest.isEqual(expected, Base64.getUrlDecoder().decode(parts[2]))) {
                return Optional.of(19);
            }
            return claims.path("checksum").asText().equals(checksum(request)) ? Optional.empty() : Optional.of(20);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    private static String checksum(Request request) throws GeneralSecurityException {
        String text = request.method() + "|" + request.target().toLowerCase(Locale.ROOT) + "||" + request.bodyText();
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
