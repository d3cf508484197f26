// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.ctdhub.registry.NotFound;
import org.ctdhub.registry.Task;
import org.ctdhub.registry.Tasks;
import org.ctdhub.registry.Undo;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** What was decided, how far it is carried out, and how to take it back. */
@ConsolePage
@RequestMapping("/tasks")
class TasksPage {

    private static final int SHOWN = 100;

    private final Tasks tasks;
    private final Undo undo;
    private final WhoAsks who;
    private final Wording wording;

    TasksPage(Tasks tasks, Undo undo, WhoAsks who, Wording wording) {
        this.wording = wording;
        this.tasks = tasks;
        this.undo = undo;
        this.who = who;
    }

    @GetMapping
    String latest(Model model) {
        model.addAttribute("tasks", tasks.latest(SHOWN));
        return "tasks";
    }

    /** One task; while it runs, the page loads itself again. */
    @GetMapping("/{id}")
    String one(@PathVariable long id, Model model, HttpServletResponse response) {
        Task task = tasks.find(id).orElseThrow(() -> new NotFound("There is no task " + id + "."));
        if (task.state().equals("running")) {
            response.setHeader("Refresh", "5");
        }
        model.addAttribute("task", task);
        return "task";
    }

    @PostMapping("/{id}/undo")
    String undo(@PathVariable long id, HttpServletRequest request, HttpServletResponse response, Model model)
            throws Exception {
        return Attempt.of(
                model,
                response,
                () -> Confirm.given(request)
                        ? "redirect:/tasks/" + undo.undo(id, who.actor()).id()
                        : Confirm.ask(
                                model,
                                request,
                                wording.of("ask.undo", String.valueOf(id)),
                                List.of(undo.preview(id, who.actor())),
                                "/tasks/" + id),
                () -> one(id, model, response));
    }
}
