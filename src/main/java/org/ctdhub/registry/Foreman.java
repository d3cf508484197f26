// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import org.springframework.stereotype.Repository;

/** Goes on with a claimed task, whatever it is about. */
@Repository("foreman")
public class Foreman {

    private final Tasks tasks;
    private final Imports imports;

    public Foreman(Tasks tasks, Imports imports) {
        this.tasks = tasks;
        this.imports = imports;
    }

    /** Takes the next step; true while there is more to do. */
    public boolean carryOn(long task) {
        String kind = tasks.find(task).map(Task::kind).orElse("");
        return kind.equals("import") ? imports.carryOn(task) : tasks.carryOn(task);
    }
}
