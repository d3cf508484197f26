// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.ctdhub.format.ImportFault;
import org.ctdhub.format.ImportFormat;
import org.ctdhub.format.ImportLine;
import org.ctdhub.format.ImportSink;
import org.ctdhub.format.StixWriter;
import org.ctdhub.format.StrictJson;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.Conflict;
import org.ctdhub.registry.ImpossibleException;
import org.ctdhub.registry.Submissions;
import org.ctdhub.registry.UserDefinedList;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Puts the objects of indicators that programs send on the user-defined list, and takes off those that come as revoked. Each
 * is judged by itself, and the status says what became of it; nothing is pending when it is answered.
 */
@Component
class TaxiiIntake {

    /** In bytes. Indicators are carried out one by one while their sender waits. */
    static final int LONGEST = 1024 * 1024;

    private static final String ACTION_LABEL = "ctd-action:";

    private final UserDefinedList list;
    private final Submissions submissions;
    private final Clock clock;

    TaxiiIntake(UserDefinedList list, Submissions submissions, Clock clock) {
        this.list = list;
        this.submissions = submissions;
        this.clock = clock;
    }

    /** Takes an envelope, and answers with its status. */
    Map<String, Object> take(byte[] envelope, Actor by) {
        List<ObjectNode> objects = objects(envelope);
        Instant at = clock.instant();
        List<Map<String, Object>> successes = new ArrayList<>();
        List<Map<String, Object>> failures = new ArrayList<>();
        for (ObjectNode object : objects) {
            Map<String, Object> outcome = new LinkedHashMap<>();
            outcome.put("id", object.path("id").asText());
            outcome.put("version", version(object, at));
            Optional<String> problem = problem(object, by);
            problem.ifPresent(message -> outcome.put("message", message));
            (problem.isEmpty() ? successes : failures).add(outcome);
        }
        UUID id = UUID.randomUUID();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("id", id.toString());
        status.put("status", "complete");
        status.put("request_timestamp", StixWriter.date(at));
        status.put("total_count", objects.size());
        status.put("success_count", successes.size());
        status.put("successes", successes);
        status.put("failure_count", failures.size());
        status.put("failures", failures);
        status.put("pending_count", 0);
        submissions.keep(id, at, status);
        return status;
    }

    /** Takes an object off the list; false: it wasn't there. */
    boolean remove(SuspiciousObject object, Actor by) {
        return list.remove(object, by);
    }

    private static List<ObjectNode> objects(byte[] envelope) {
        JsonNode read;
        try {
            read = StrictJson.read(new ByteArrayInputStream(envelope));
        } catch (UnreadableException e) {
            throw TaxiiRefusal.badRequest(e.getMessage());
        }
        JsonNode objects = read.path("objects");
        if (!objects.isArray() || objects.isEmpty()) {
            throw TaxiiRefusal.badRequest("The body is no envelope with objects: send {\"objects\": [...]}.");
        }
        return StreamSupport.stream(objects.spliterator(), false)
                .map(TaxiiIntake::identified)
                .toList();
    }

    private static ObjectNode identified(JsonNode object) {
        if (object instanceof ObjectNode found
                && found.path("id").isTextual()
                && found.path("type").isTextual()) {
            return found;
        }
        throw new TaxiiRefusal(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "One of the objects lacks its id or type, so nobody could be told what became of it; nothing was taken.");
    }

    private static String version(JsonNode object, Instant at) {
        return object.path("modified").asText(object.path("created").asText(StixWriter.date(at)));
    }

    /** Carries out what an object asks for; what stands in the way, otherwise. */
    private Optional<String> problem(ObjectNode object, Actor by) {
        if (!object.path("type").asText().equals("indicator")) {
            return Optional.of("Only indicators are taken; this is another kind of object.");
        }
        boolean revoked = object.path("revoked").asBoolean();
        Candidates candidates = Candidates.of(object);
        if (!candidates.faults.isEmpty()) {
            return Optional.of(candidates.faults.get(0).message());
        }
        try {
            List<UserDefinedList.Wish> wishes = new ArrayList<>();
            for (ImportLine line : candidates.lines) {
                wishes.add(wish(line, object));
            }
            for (UserDefinedList.Wish wish : wishes) {
                if (revoked) {
                    list.remove(wish.object(), by);
                } else {
                    list.put(wish, by);
                }
            }
            return Optional.empty();
        } catch (RefusedException | ImpossibleException | Conflict | IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        } catch (DateTimeException e) {
            return Optional.of("valid_until can't be read; write it as 2026-01-31T12:00:00Z.");
        }
    }

    private static UserDefinedList.Wish wish(ImportLine line, JsonNode indicator) throws RefusedException {
        SuspiciousObject object = SuspiciousObject.of(ObjectType.of(line.type()), line.value());
        Instant expires = ImportReading.date(line.expires());
        return new UserDefinedList.Wish(
                object, action(indicator), expires == null ? Instant.MAX : expires, line.notes());
    }

    /** By the hub's own extension, or by its label; null: as preset. */
    private static ScanAction action(JsonNode indicator) {
        JsonNode extension =
                indicator.path("extensions").path(StixWriter.EXTENSION).path("scan_action");
        if (extension.isTextual()) {
            return ScanAction.of(extension.asText());
        }
        return StreamSupport.stream(indicator.path("labels").spliterator(), false)
                .map(JsonNode::asText)
                .filter(label -> label.startsWith(ACTION_LABEL))
                .findFirst()
                .map(label -> ScanAction.of(label.substring(ACTION_LABEL.length())))
                .orElse(null);
    }

    /** What an indicator's pattern stands for, as in a file that is imported. */
    private static final class Candidates implements ImportSink {

        private final List<ImportLine> lines = new ArrayList<>();
        private final List<ImportFault> faults = new ArrayList<>();

        static Candidates of(ObjectNode indicator) {
            ObjectNode bundle = JsonNodeFactory.instance.objectNode();
            // who takes something off names it as well
            bundle.putArray("objects").add(indicator.deepCopy().without("revoked"));
            Candidates candidates = new Candidates();
            try {
                ImportFormat.STIX.read(new ByteArrayInputStream(StrictJson.write(bundle)), candidates);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return candidates;
        }

        @Override
        public void take(ImportLine line) {
            lines.add(line);
        }

        @Override
        public void fault(ImportFault fault) {
            faults.add(fault);
        }
    }
}
