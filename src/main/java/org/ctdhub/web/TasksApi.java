// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.ctdhub.registry.NotFound;
import org.ctdhub.registry.Task;
import org.ctdhub.registry.Tasks;
import org.ctdhub.registry.Undo;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Decisions over many objects: how far each is carried out, and taking one back. */
@Tag(name = "Tasks", description = "Decisions over many objects: how far each is carried out, and taking one back.")
@RestController
@RequestMapping("/api/v1/tasks")
class TasksApi {

    private static final int SHOWN = 100;

    private final Tasks tasks;
    private final Undo undo;
    private final WhoAsks who;

    TasksApi(Tasks tasks, Undo undo, WhoAsks who) {
        this.tasks = tasks;
        this.undo = undo;
        this.who = who;
    }

    /** A task as the answer to who began it: 200 if it is done, 202 while it runs. */
    static ResponseEntity<Task> begun(Task task) {
        return ResponseEntity.status(task.state().equals("running") ? HttpStatus.ACCEPTED : HttpStatus.OK)
                .header("Location", "/api/v1/tasks/" + task.id())
                .body(task);
    }

    @Operation(summary = "Lists the latest tasks, the newest first.")
    @GetMapping
    List<Task> latest() {
        return tasks.latest(SHOWN);
    }

    @Operation(summary = "Shows how far one task is.")
    @GetMapping("/{id}")
    Task one(@PathVariable long id) {
        return tasks.find(id).orElseThrow(() -> new NotFound("There is no task " + id + "."));
    }

    @Operation(summary = "Takes a task back, as a task of its own.")
    @BeginsTask
    @PostMapping("/{id}/undo")
    ResponseEntity<?> undo(@PathVariable long id, @RequestParam(defaultValue = "false") boolean dryRun) {
        return dryRun ? ResponseEntity.ok(undo.preview(id, who.actor())) : begun(undo.undo(id, who.actor()));
    }
}
