// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.Risk;
import org.springframework.stereotype.Repository;

/** Takes a decision over many objects back, as a decision of its own. */
@Repository
public class Undo {

    private final Tasks tasks;
    private final Presets presets;
    private final Lives lives;
    private final Exceptions exceptions;
    private final Stops stops;
    private final WarningLists warnings;

    public Undo(Tasks tasks, Presets presets, Lives lives, Exceptions exceptions, Stops stops, WarningLists warnings) {
        this.tasks = tasks;
        this.presets = presets;
        this.lives = lives;
        this.exceptions = exceptions;
        this.stops = stops;
        this.warnings = warnings;
    }

    /** Takes a task back. Throws {@link NotFound}, or {@link ImpossibleException} if it can't be. */
    public Task undo(long id, Actor by) {
        return tasks.start(work(id, by));
    }

    /** What taking it back would do. */
    public Effect preview(long id, Actor by) {
        return tasks.preview(work(id, by));
    }

    private Work work(long id, Actor by) {
        Task task = tasks.find(id).orElseThrow(() -> new NotFound("There is no task " + id + "."));
        if (!task.state().equals("done")) {
            throw new ImpossibleException("The task " + id + " is " + task.state()
                    + ". Only one that is done can be taken back; wait for its end.");
        }
        return inverse(task, by).undoing(id);
    }

    private Work inverse(Task task, Actor by) {
        Map<String, Object> was = task.detail();
        return switch (task.kind()) {
            case "decide" -> new Work(Work.Kind.UNDO, new LinkedHashMap<>(), by, d -> {});
            case "except_each" -> new Work(Work.Kind.READMIT_EACH, new LinkedHashMap<>(), by, d -> {});
            case "import" -> new Work(Work.Kind.REMOVE, new LinkedHashMap<>(), by, d -> {});
            case "preset" ->
                presets.work(
                        Stored.type((String) was.get("type")),
                        risk(was),
                        Stored.action((String) was.get("before")),
                        by);
            case "life" -> lives.work(Stored.type((String) was.get("type")), (Integer) was.get("before"), by);
            case "except" -> exceptions.removal(Exceptions.in(was), by);
            case "readmit" -> exceptions.again(Exceptions.in(was), by);
            case "stop_producer", "resume_producer" ->
                stops.producer((String) was.get("product"), task.kind().startsWith("resume"), by);
            case "stop_consumer", "resume_consumer" ->
                stops.consumer(
                        (String) was.get("product"),
                        (Integer) was.get("reader"),
                        task.kind().startsWith("resume"),
                        by);
            case "guard" -> mode(task, by);
            default ->
                throw new ImpossibleException(
                        "A task of the kind " + task.kind() + " can't be taken back. Decide anew.");
        };
    }

    private Work mode(Task task, Actor by) {
        Map<String, Object> was = task.detail();
        if (!was.containsKey("before")) {
            throw new ImpossibleException("The task " + task.id() + " follows from what the warning list "
                    + was.get("name") + " holds. Change the list's mode, or take it away.");
        }
        return warnings.changing((String) was.get("name"), WarningLists.Mode.of((String) was.get("before")), by);
    }

    private static Risk risk(Map<String, Object> was) {
        try {
            return Risk.of(was.get("risk").toString());
        } catch (RefusedException e) {
            throw new IllegalStateException("A preset's task names a risk that there isn't.", e);
        }
    }
}
