// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.ctdhub.format.SpreadsheetCsv;
import org.ctdhub.registry.Conflict;
import org.ctdhub.registry.DetectionLog;
import org.ctdhub.registry.DetectionLog.Line;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** What products reported that they met: looked for, counted, and taken out. */
@Tag(name = "Detections", description = "What products report that they met.")
@RestController
@RequestMapping("/api/v1/detections")
class DetectionLogApi {

    private static final String CSV = "text/csv";
    private static final Duration USUAL_STRETCH = Duration.ofDays(7);
    private static final int MOST_COLUMNS = 5;
    private static final List<String> COLUMNS = List.of(
            "at",
            "came_at",
            "product",
            "id",
            "type",
            "value",
            "reported",
            "object_type",
            "object_value",
            "list",
            "action",
            "scan",
            "endpoint",
            "user",
            "path",
            "address",
            "rule",
            "detail");

    private final DetectionLog log;
    private final JsonMapper json;
    private final Clock clock;

    /** An export holds a connection to the database for as long as its reader takes. */
    private final Semaphore exports = new Semaphore(2);

    DetectionLogApi(DetectionLog log, JsonMapper json, Clock clock) {
        this.log = log;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Some detections, the newest first.
     *
     * @param next what to send as {@code after} for those that follow; null: there are none
     */
    record Found(List<Line> items, String next) {}

    /**
     * How many there are of each kind, the most frequent first.
     *
     * @param since from when on they were counted
     * @param complete false: there are more kinds than the answer can hold
     */
    record Summary(Instant since, boolean complete, List<DetectionLog.Group> groups) {}

    @Operation(
            summary = "Lists detections, the newest first; every parameter narrows it.",
            description = "With 'Accept: text/csv' or 'application/x-ndjson' all that are found come in one stream.")
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Found list(
            @ParameterObject @ModelAttribute DetectionQuery query,
            @RequestParam Optional<String> after,
            @RequestParam(defaultValue = "100") int limit) {
        List<Line> items = log.page(query.filter(), after, Page.limit(limit));
        return new Found(
                items, items.size() < limit ? null : items.get(items.size() - 1).key());
    }

    @Operation(
            summary = "Lists detections, the newest first; every parameter narrows it.",
            description = "With 'Accept: text/csv' or 'application/x-ndjson' all that are found come in one stream.")
    @GetMapping(produces = {CSV, MediaType.APPLICATION_NDJSON_VALUE})
    void export(
            @ParameterObject @ModelAttribute DetectionQuery query,
            @RequestHeader(HttpHeaders.ACCEPT) String accept,
            HttpServletResponse response)
            throws IOException {
        if (!exports.tryAcquire()) {
            throw new Conflict("Two exports are running already; wait until one has ended.");
        }
        try {
            boolean csv = accept.contains(CSV);
            response.setContentType(csv ? CSV : MediaType.APPLICATION_NDJSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            write(query, csv, response.getWriter());
        } finally {
            exports.release();
        }
    }

    private void write(DetectionQuery query, boolean csv, Writer out) throws IOException {
        if (csv) {
            out.write(SpreadsheetCsv.row(COLUMNS));
        }
        Function<Line, String> written =
                csv ? line -> SpreadsheetCsv.row(cells(line)) : line -> json.writeValueAsString(line) + "\n";
        log.each(query.filter(), line -> {
            try {
                out.write(written.apply(line));
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        });
        out.flush();
    }

    private List<Object> cells(Line line) {
        return Arrays.asList(
                line.at(),
                line.cameAt(),
                line.product(),
                line.id(),
                line.type(),
                line.value(),
                line.reported(),
                line.object() == null ? null : line.object().type(),
                line.object() == null ? null : line.object().value(),
                line.list(),
                line.action(),
                line.scan(),
                line.endpoint(),
                line.user(),
                line.path(),
                line.address(),
                line.rule(),
                line.detail() == null ? null : json.writeValueAsString(line.detail()));
    }

    @Operation(
            summary = "Counts detections by up to five columns; every parameter narrows it.",
            description = "Without 'since', the last seven days.")
    @GetMapping("/summary")
    Summary summary(@RequestParam List<String> by, @ParameterObject @ModelAttribute DetectionQuery query) {
        if (by.isEmpty() || by.size() > MOST_COLUMNS || by.stream().distinct().count() < by.size()) {
            throw new IllegalArgumentException("Send 'by' with 1 to " + MOST_COLUMNS + " different columns, out of "
                    + String.join(", ", DetectionLog.groupNames()) + ".");
        }
        DetectionQuery bounded =
                query.since() == null ? query.within(clock.instant().minus(USUAL_STRETCH), query.until()) : query;
        List<DetectionLog.Group> groups = log.summary(bounded.filter(), by);
        return new Summary(bounded.since(), groups.size() < DetectionLog.MOST_GROUPS, groups);
    }
}
