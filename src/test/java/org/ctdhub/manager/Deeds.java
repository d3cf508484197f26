// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ctdhub.auth.Role;
import org.ctdhub.manager.model.ModelObject;
import org.ctdhub.manager.model.Rule;
import org.ctdhub.manager.model.Step;
import org.ctdhub.manager.model.Step.Outcome;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.Batch;
import org.ctdhub.registry.CollectRun;
import org.ctdhub.registry.Producers;
import org.ctdhub.registry.Report;
import org.ctdhub.registry.Sightings;
import org.ctdhub.web.RunningHub;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Does steps to a hub as those outside do: operators by its API, producers by what was collected from them. */
final class Deeds {

    private static final Logger LOG = LoggerFactory.getLogger(Deeds.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> RISKS = List.of("low", "medium", "high");

    private static final Set<Integer> REFUSED = Set.of(400, 404, 409);

    private final RunningHub hub;
    private final RunningHub.Caller operator;

    Deeds(RunningHub hub) {
        this.hub = hub;
        operator = hub.with(Role.ADMINISTRATOR);
    }

    /** Does it; an answer that says neither done nor refused is an error. */
    Outcome perform(Step step) {
        try {
            return done(step);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Outcome done(Step step) throws IOException, InterruptedException {
        if (step instanceof Step.Decide decide) {
            return outcome(operator.post("/api/v1/decisions", json(decide)), "id");
        } else if (step instanceof Step.Define define) {
            return outcome(operator.post("/api/v1/user-defined", json(define)), "none");
        } else if (step instanceof Step.Undefine undefine) {
            return outcome(operator.delete("/api/v1/user-defined?" + query(undefine.object())), "none");
        } else if (step instanceof Step.Except except) {
            return outcome(operator.post("/api/v1/exceptions", JSON.writeValueAsString(except.rule())), "task");
        } else if (step instanceof Step.ExceptEach each) {
            return outcome(
                    operator.post(
                            "/api/v1/exceptions",
                            json(Map.of(
                                    "objects",
                                    each.objects().stream().map(Deeds::named).toList()))),
                    "id");
        } else if (step instanceof Step.Readmit readmit) {
            return readmit(readmit.rule());
        } else if (step instanceof Step.Preset preset) {
            String path = "/api/v1/presets/" + preset.type() + "/" + RISKS.get(preset.risk() - 1);
            return outcome(operator.put(path, json(Map.of("action", preset.action()))), "id");
        } else if (step instanceof Step.Life life) {
            String days = "{\"days\": " + life.days() + "}";
            return outcome(operator.put("/api/v1/lives/" + life.type(), days), "id");
        } else if (step instanceof Step.Stop stop) {
            String verb = stop.stopped() ? "/stop" : "/resume";
            return outcome(operator.post("/api/v1/products/" + stop.producer() + verb, ""), "id");
        } else if (step instanceof Step.Undo undo) {
            return outcome(operator.post("/api/v1/tasks/" + undo.task() + "/undo", ""), "id");
        } else if (step instanceof Step.Report report) {
            return report(report);
        }
        return expire();
    }

    private static Outcome outcome(HttpResponse<String> answer, String task) throws IOException {
        if (REFUSED.contains(answer.statusCode())) {
            LOG.debug("{}: {}", answer, answer.body());
            return new Outcome(false, 0);
        }
        if (answer.statusCode() >= 300 || answer.statusCode() == 202) {
            throw new IllegalStateException(answer + " " + answer.body());
        }
        JsonNode body = answer.body().isEmpty() ? JSON.nullNode() : RunningHub.json(answer);
        return new Outcome(
                true, (body.isArray() ? body.get(0) : body).path(task).asLong());
    }

    private Outcome readmit(Rule rule) throws IOException, InterruptedException {
        for (JsonNode there : RunningHub.json(operator.get("/api/v1/exceptions?limit=1000&type=" + rule.type()))
                .path("items")) {
            if (there.path("pattern").asText().equals(rule.pattern())) {
                return outcome(
                        operator.delete("/api/v1/exceptions/" + there.path("id").asLong()), "id");
            }
        }
        return new Outcome(false, 0);
    }

    private Outcome report(Step.Report report) {
        Instant now = hub.clock.instant();
        CollectRun run =
                hub.context.getBean(Producers.class).begin(report.producer(), "objects", "0", Duration.ofDays(1));
        CollectRun news = new CollectRun(
                run.productId(), run.product(), run.stream(), run.attempt(), run.position(), false, run.reached());
        List<Report> reports =
                report.findings().stream().map(f -> report(f, now)).toList();
        hub.context.getBean(Sightings.class).register(new Batch(news, reports, List.of(), null));
        return new Outcome(true, 0);
    }

    private static Report report(Step.Finding finding, Instant now) {
        ModelObject object = finding.object();
        return new Report(
                SuspiciousObject.canonical(ObjectType.valueOf(object.type().toUpperCase(Locale.ROOT)), object.value()),
                finding.removed(),
                List.of(Risk.LOW, Risk.MEDIUM, Risk.HIGH).get(finding.risk() - 1),
                now,
                finding.until(),
                null,
                null,
                null);
    }

    private Outcome expire() {
        int looked;
        do {
            looked = hub.context
                    .getBean(JdbcClient.class)
                    .sql("select expire_due(:at::timestamptz, 10000)")
                    .param("at", hub.clock.instant().toString())
                    .query(Integer.class)
                    .single();
        } while (looked > 0);
        return new Outcome(true, 0);
    }

    private static String json(Step.Decide decide) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("objects", decide.objects().stream().map(Deeds::named).toList());
        body.put("action", decide.action());
        body.put("expiresAt", decide.date());
        body.put("hold", decide.hold());
        body.put("list", decide.list());
        body.values().removeIf(java.util.Objects::isNull);
        return json(body);
    }

    private static String json(Step.Define define) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>(named(define.object()));
        body.put("action", define.action());
        body.put("expiresAt", define.until() == null ? null : define.until().toString());
        return json(body);
    }

    private static Map<String, Object> named(ModelObject object) {
        return Map.of("type", object.type(), "value", object.value());
    }

    private static String json(Map<String, ?> body) throws IOException {
        return JSON.writeValueAsString(body);
    }

    private static String query(ModelObject object) {
        return "type=" + object.type() + "&value=" + URLEncoder.encode(object.value(), StandardCharsets.UTF_8);
    }
}
