// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator filled in for a product, before anything of it is checked.
 *
 * @param version null or blank: not known
 * @param every how often it is read; empty: as its manifest says
 * @param callsPerSecond how often it may be called; empty: as its manifest says
 */
public record Form(
        String name,
        String connector,
        String version,
        Optional<Duration> every,
        Optional<Integer> callsPerSecond,
        Map<String, String> settings) {

    /** Settings may be secret. */
    @Override
    public String toString() {
        return "Form[" + name + ", " + connector + " " + version + ", settings " + settings.keySet() + "]";
    }

    /** A length of time as manifests write it, such as {@code 60s}; empty if the text isn't one. */
    public static Optional<Duration> span(String text) {
        return Span.of(text);
    }
}
