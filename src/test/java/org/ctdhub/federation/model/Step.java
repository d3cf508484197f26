// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.federation.model;

import java.time.Instant;
import org.ctdhub.manager.model.ModelObject;
import org.ctdhub.manager.model.Rule;

/** Something that somebody does at a manager; 0 is the hub. */
public sealed interface Step {

    /** A sandbox found it. */
    record Find(int site, ModelObject object, int risk, Instant until) implements Step {}

    /** A sandbox takes its finding back. */
    record TakeBack(int site, ModelObject object) implements Step {}

    /** An object for the user-defined list; action {@code preset}: none of its own. */
    record Define(int site, ModelObject object, String action) implements Step {}

    /** An object off that list. */
    record Undefine(int site, ModelObject object) implements Step {}

    /** An exception. */
    record Except(int site, Rule rule) implements Step {}

    /** An exception goes. */
    record Readmit(int site, Rule rule) implements Step {}

    /** A decision at the hub, in the words of the API; null: not named. */
    record Decide(ModelObject object, String action, String date, Boolean hold) implements Step {}

    /** At the hub, the action for a type and risk. */
    record Preset(String type, int risk, String action) implements Step {}
}
