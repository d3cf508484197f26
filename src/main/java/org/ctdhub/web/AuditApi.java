// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ctdhub.registry.Audit;
import org.ctdhub.registry.AuditLine;
import org.ctdhub.registry.AuditQuery;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who changed what. */
@Tag(name = "Audit", description = "Who changed what.")
@RestController
class AuditApi {

    private static final int MOST = 1_000;

    private final Audit audit;

    AuditApi(Audit audit) {
        this.audit = audit;
    }

    /**
     * Some lines, newest first.
     *
     * @param next what to send as {@code after} for the lines that follow; null: there are none
     */
    record Page(List<AuditLine> items, Long next) {}

    @Operation(summary = "Lists changes, the newest first.")
    @GetMapping("/api/v1/audit")
    Page find(
            @RequestParam Optional<String> actor,
            @RequestParam Optional<String> action,
            @RequestParam Optional<String> subject,
            @RequestParam Optional<Instant> since,
            @RequestParam Optional<Instant> until,
            @RequestParam Optional<Long> after,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is out of bounds; send 1 to " + MOST + ".");
        }
        List<AuditLine> items = audit.find(new AuditQuery(actor, action, subject, since, until, after, limit));
        return new Page(
                items, items.size() < limit ? null : items.get(items.size() - 1).id());
    }
}
