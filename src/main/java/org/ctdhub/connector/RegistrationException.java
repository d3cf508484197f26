// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.List;

/** A product can't be registered as it was filled in. */
public final class RegistrationException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public RegistrationException(List<String> problems) {
        super(String.join(" ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Every problem: what, and what to do next. No value of a setting stands in it. */
    public List<String> problems() {
        return problems;
    }
}
