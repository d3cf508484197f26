// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ctdhub.federation.model.Step;
import org.ctdhub.manager.model.ModelObject;
import org.ctdhub.manager.model.Rule;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.Report;
import org.ctdhub.web.Federated;
import org.ctdhub.web.ManagedHub;

/** Does steps to managers as those outside do: operators by the API, sandboxes by what was collected from them. */
final class Deeds {

    /** Stands in the notes of all that people do, and must never be on a wire. */
    static final String NOTES = "for our eyes only";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> RISKS = List.of("low", "medium", "high");
    private static final Set<Integer> REFUSED = Set.of(400, 404, 409);

    private final Federated all;

    Deeds(Federated all) {
        this.all = all;
    }

    /** Does it; false if it was refused. An answer that says neither is an error. */
    boolean perform(Step step) throws IOException, InterruptedException {
        if (step instanceof Step.Find find) {
            return report(find.site(), find.object(), false, find.risk(), find.until());
        } else if (step instanceof Step.TakeBack back) {
            return report(back.site(), back.object(), true, 3, null);
        } else if (step instanceof Step.Define define) {
            Map<String, Object> body = named(define.object());
            body.put("action", define.action().equals("preset") ? null : define.action());
            body.put("notes", NOTES);
            return did(define.site(), "POST", "user-defined", body);
        } else if (step instanceof Step.Undefine undefine) {
            ModelObject object = undefine.object();
            String query =
                    "type=" + object.type() + "&value=" + URLEncoder.encode(object.value(), StandardCharsets.UTF_8);
            return did(undefine.site(), "DELETE", "user-defined?" + query, null);
        } else if (step instanceof Step.Except except) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("type", except.rule().type());
            body.put("pattern", except.rule().pattern());
            body.put("notes", NOTES);
            return did(except.site(), "POST", "exceptions", body);
        } else if (step instanceof Step.Readmit readmit) {
            return readmit(readmit.site(), readmit.rule());
        } else if (step instanceof Step.Decide decide) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("objects", List.of(named(decide.object())));
            body.put("action", decide.action());
            body.put("expiresAt", decide.date());
            body.put("hold", decide.hold());
            return did(0, "POST", "decisions", body);
        }
        Step.Preset preset = (Step.Preset) step;
        String path = "presets/" + preset.type() + "/" + RISKS.get(preset.risk() - 1);
        return did(0, "PUT", path, new LinkedHashMap<>(Map.of("action", preset.action())));
    }

    private ManagedHub manager(int site) {
        return site == 0 ? all.hub : all.edge(site - 1);
    }

    private static Map<String, Object> named(ModelObject object) {
        return new LinkedHashMap<>(Map.of("type", object.type(), "value", object.value()));
    }

    private boolean report(int site, ModelObject object, boolean removed, int risk, Instant until) {
        SuspiciousObject reported =
                SuspiciousObject.canonical(ObjectType.valueOf(object.type().toUpperCase(Locale.ROOT)), object.value());
        Risk level = List.of(Risk.LOW, Risk.MEDIUM, Risk.HIGH).get(risk - 1);
        manager(site).report("walk", new Report(reported, removed, level, Instant.now(), until, null, null, null));
        return true;
    }

    private boolean did(int site, String method, String path, Map<String, Object> body)
            throws IOException, InterruptedException {
        if (body != null) {
            body.values().removeIf(Objects::isNull);
        }
        var answer = manager(site).call(method, "/api/v1/" + path, body == null ? null : JSON.writeValueAsString(body));
        if (answer.status() < 300 && answer.status() != 202) {
            return true;
        } else if (REFUSED.contains(answer.status())) {
            return false;
        }
        throw new IllegalStateException(method + " " + path + ": " + answer);
    }

    private boolean readmit(int site, Rule rule) throws IOException, InterruptedException {
        String path = "/api/v1/exceptions?limit=1000&type=" + rule.type();
        for (JsonNode there : manager(site).get(path).body().path("items")) {
            if (there.path("pattern").asText().equals(rule.pattern())
                    && there.path("source").asText().equals("person")) {
                return did(site, "DELETE", "exceptions/" + there.path("id").asLong(), null);
            }
        }
        return false;
    }
}
