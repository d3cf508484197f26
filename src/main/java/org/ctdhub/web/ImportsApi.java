// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.ctdhub.format.ImportFormat;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Imports;
import org.ctdhub.registry.NotFound;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Files of objects: read while they come in, taken as a whole or line by line, and reported on. */
@Tag(name = "Imports", description = "Files of objects or exceptions.")
@RestController
@RequestMapping("/api/v1/imports")
class ImportsApi {

    private static final List<String> LISTS = List.of("user_defined", "virtual_analyzer", "exceptions");
    private static final List<String> MODES = List.of("each", "all");
    private static final String BROKEN_OFF =
            "The file broke off before its end; nothing of it was taken. Send it again.";

    private final Imports imports;
    private final ImportReading reading;
    private final WhoAsks who;

    ImportsApi(Imports imports, ImportReading reading, WhoAsks who) {
        this.imports = imports;
        this.reading = reading;
        this.who = who;
    }

    /**
     * Takes the body as a file.
     *
     * @param format csv, list, stix, misp or va-csv
     * @param list where its objects go
     * @param mode each: what can be taken is; all: one line that can't be taken, and nothing is
     * @param action for lines that name none, on the user-defined list; absent: as preset
     */
    @Operation(summary = "Takes the body as a file of objects or exceptions.")
    @PostMapping
    @RequestBody(
            required = true,
            description = "The file, in UTF-8.",
            content = @Content(mediaType = "*/*", schema = @Schema(type = "string")))
    ResponseEntity<Imports.Report> take(
            @RequestParam String format,
            @RequestParam(defaultValue = "user_defined") String list,
            @RequestParam(defaultValue = "each") String mode,
            @RequestParam(required = false) String action,
            HttpServletRequest request)
            throws IOException {
        refuseForm(request.getContentType());
        long task = read(format, list, mode, action, request.getInputStream());
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .header("Location", "/api/v1/imports/" + task)
                .body(report(task, 0, 100));
    }

    /** Takes a file, and answers with the task that carries it out. */
    long read(String format, String list, String mode, String action, InputStream file) {
        ImportFormat known = ImportFormat.of(format);
        SelectionInput.known("list", list, LISTS);
        SelectionInput.known("mode", mode, MODES);
        ScanAction fallback = action == null ? null : ScanAction.of(action);
        long task = imports.begin(list, format, mode.equals("all"), who.actor());
        try {
            reading.read(task, known, list, fallback, file);
            imports.staged(task);
        } catch (UnreadableException unreadable) {
            imports.giveUp(task, unreadable.getMessage());
        } catch (IOException brokenOff) {
            imports.giveUp(task, BROKEN_OFF);
            throw new IllegalArgumentException(BROKEN_OFF, brokenOff);
        } catch (RuntimeException unexpected) {
            imports.giveUp(task, "The hub failed while it read the file; nothing of it was taken. Its log says more.");
            throw unexpected;
        }
        return task;
    }

    /** A body that is called a form has been read as one by now, and nothing of the file is left. */
    private static void refuseForm(String contentType) {
        if (contentType != null && contentType.startsWith("application/x-www-form-urlencoded")) {
            throw new IllegalArgumentException(
                    "The file was sent as a form, which it isn't. Send it under a type of its"
                            + " own, as with curl -H 'Content-Type: text/plain' --data-binary @file.");
        }
    }

    @Operation(summary = "Reports on an import: what was taken, and each line that was not, with its reason.")
    @GetMapping("/{task}")
    Imports.Report report(
            @PathVariable long task,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "100") int limit) {
        return imports.report(task, after, Page.limit(limit))
                .orElseThrow(() -> new NotFound("There is no import " + task + "."));
    }
}
