// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ctdhub.format.RecordLines;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.registry.Detections;
import org.ctdhub.registry.Fate;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where products, and those who speak for them, tell what they met. */
@Tag(name = "Detections", description = "What products report that they met.")
@RestController
@RequestMapping("/api/v1/detections")
class DetectionsApi {

    private static final int MOST = 10_000;
    private static final int BATCH = 1_000;

    private final Detections detections;
    private final WhoAsks who;

    DetectionsApi(Detections detections, WhoAsks who) {
        this.detections = detections;
        this.who = who;
    }

    /** What became of all of them. */
    record Told(long taken, long duplicates, long refused, List<Line> records) {

        static Told of(List<Line> lines) {
            return new Told(count(lines, "taken"), count(lines, "duplicate"), count(lines, "refused"), lines);
        }

        private static long count(List<Line> lines, String outcome) {
            return lines.stream().filter(line -> line.outcome().equals(outcome)).count();
        }
    }

    /**
     * What became of one.
     *
     * @param record which, from 1
     * @param outcome taken, duplicate or refused
     * @param reason of a refusal, a stable word
     */
    record Line(int record, String outcome, String reason, String message) {}

    @Operation(
            summary = "Takes what a product met: a JSON array or one object a line, up to 10,000; each is answered.",
            description = "The product is that of the token; a token of a person names it as 'product'.")
    @PostMapping
    @RequestBody(
            required = true,
            description = "The detections, as docs/detections.md describes them.",
            content = @Content(mediaType = "*/*", schema = @Schema(type = "string")))
    Told take(@RequestParam(required = false) String product, HttpServletRequest request) throws IOException {
        String of = reporter(product);
        List<Line> lines = new ArrayList<>();
        List<JsonNode> batch = new ArrayList<>();
        try {
            RecordLines records = RecordLines.open(request.getInputStream(), MOST);
            while (records.hasNext() && lines.size() + batch.size() < MOST) {
                RecordLines.Item item = records.next();
                if (item.fault() == null) {
                    batch.add(item.record());
                }
                if (item.fault() != null || batch.size() == BATCH) {
                    take(of, batch, lines);
                }
                if (item.fault() != null) {
                    lines.add(line(lines, Fate.refused("unreadable", item.fault())));
                }
            }
            take(of, batch, lines);
            if (records.hasNext()) {
                throw new UnreadableException("This body has more than " + MOST + " records.");
            }
        } catch (UnreadableException broken) {
            take(of, batch, lines);
            throw new IllegalArgumentException(
                    broken.getMessage() + " The first " + lines.size()
                            + " records were read and answered for; send the rest anew, what is repeated is told apart.",
                    broken);
        }
        return Told.of(lines);
    }

    private void take(String product, List<JsonNode> batch, List<Line> lines) {
        if (!batch.isEmpty()) {
            detections.take(product, batch).forEach(fate -> lines.add(line(lines, fate)));
            batch.clear();
        }
    }

    private static Line line(List<Line> before, Fate fate) {
        return new Line(before.size() + 1, fate.outcome(), fate.reason(), fate.message());
    }

    /** A product speaks for itself alone. */
    private String reporter(String named) {
        Optional<String> own = who.product();
        if (own.isPresent() && named != null && !named.equals(own.get())) {
            throw new AccessDeniedException("This token is of another product.");
        }
        if (own.isEmpty() && named == null) {
            throw new IllegalArgumentException(
                    "Whose detections are these? Name the product, as in ?product=endpoints-tokyo, or send them with its own token.");
        }
        return own.orElse(named);
    }
}
