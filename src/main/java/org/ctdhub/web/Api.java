// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.List;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.registry.Overview;
import org.ctdhub.registry.Story;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The operator's API; so far it only tells. */
@RestController
@RequestMapping("/api/v1")
class Api {

    private static final int MOST = 1_000;

    private final Overview overview;
    private final Story story;

    Api(Overview overview, Story story) {
        this.overview = overview;
        this.story = story;
    }

    @GetMapping("/quarantine")
    List<Overview.QuarantineLine> quarantine() {
        return overview.quarantine(MOST);
    }

    /** The value may come in any form that can be normalised. */
    @GetMapping("/story")
    ResponseEntity<?> story(@RequestParam String type, @RequestParam String value) throws RefusedException {
        SuspiciousObject object = SuspiciousObject.of(ObjectType.of(type), value);
        return story.tell(object)
                .<ResponseEntity<?>>map(ResponseEntity::ok)
                .orElseGet(() -> problem(HttpStatus.NOT_FOUND, "Nobody has reported this object."));
    }

    @ExceptionHandler(RefusedException.class)
    ResponseEntity<ProblemDetail> refused(RefusedException refused) {
        return problem(HttpStatus.BAD_REQUEST, refused.getMessage());
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
        return ResponseEntity.status(status).body(ProblemDetail.forStatusAndDetail(status, detail));
    }
}
