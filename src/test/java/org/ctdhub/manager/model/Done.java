// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager.model;

import java.util.Map;

/** What a task did, as far as it is needed to take it back. */
sealed interface Done {

    /** What was decided of these objects before. */
    record Decided(Map<ModelObject, Before> before) implements Done {}

    /** How one object stood; defined null: not on the user-defined list. */
    record Before(Decision decision, Defined defined) {}

    record Preset(String type, int risk, String before) implements Done {}

    record Life(String type, Integer before) implements Done {}

    record Stopped(String producer, boolean stopped) implements Done {}

    record Excepted(Made made) implements Done {}

    record Readmitted(Made made) implements Done {}

    record ExceptedEach() implements Done {}

    /** It can't be taken back. */
    record Final() implements Done {}

    /** One exception, by the task that made it: the same pattern may be made again. */
    record Made(long task, Rule rule) {}
}
