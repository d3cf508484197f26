// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager.model;

import java.time.Instant;
import java.util.List;

/** Something that somebody does with the hub. */
public sealed interface Step {

    /** A decision about objects, in the words of the API; null: not named. */
    record Decide(List<ModelObject> objects, String action, String date, Boolean hold, String list) implements Step {}

    /** An object for the user-defined list; action null: none of its own, until null: never. */
    record Define(ModelObject object, String action, Instant until) implements Step {}

    /** An object off that list. */
    record Undefine(ModelObject object) implements Step {}

    /** An exception by pattern. */
    record Except(Rule rule) implements Step {}

    /** An exception for each of these. */
    record ExceptEach(List<ModelObject> objects) implements Step {}

    /** An exception that is there goes. */
    record Readmit(Rule rule) implements Step {}

    /** The action for a type and risk. */
    record Preset(String type, int risk, String action) implements Step {}

    /** How many days a type stays where nobody says; null: for ever. */
    record Life(String type, Integer days) implements Step {}

    /** A producer is stopped, or resumed. */
    record Stop(String producer, boolean stopped) implements Step {}

    /** A task is taken back. */
    record Undo(long task) implements Step {}

    /** What one producer says at once. */
    record Report(String producer, List<Finding> findings) implements Step {}

    /** What it says of one object; until null: no date. */
    record Finding(ModelObject object, boolean removed, int risk, Instant until) {}

    /** What is due leaves. */
    record Expire() implements Step {}

    /** What became of it: done or refused, and the task that it made, or 0. */
    record Outcome(boolean done, long task) {}
}
