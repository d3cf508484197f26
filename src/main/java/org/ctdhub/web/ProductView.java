// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.ctdhub.registry.Comparisons;
import org.ctdhub.registry.Overview;

/**
 * A product as the API shows it.
 *
 * @param state enabled, disabled, stopped, held, leaving or silent
 * @param heardAt when it last called or sent something by itself
 * @param leaving whether it is removed once what it holds is withdrawn
 * @param cursors what it is read and told up to
 * @param lists how full each limited list is that it takes
 * @param comparison what was found when it was last read back; null: it can't be
 * @param files in which it is given its list
 * @param source {@code configuration}, or {@code registered} by an operator
 * @param every how often it is read, if not as its manifest says
 * @param settings a secret shows as {@code set}
 * @param problems what keeps it, or a part of it, from working
 * @param warnings what works, but is probably not what was meant
 */
record ProductView(
        String name,
        String connector,
        String version,
        boolean enabled,
        String state,
        String source,
        long revision,
        String every,
        Integer callsPerSecond,
        Map<String, String> settings,
        Instant lastSuccessAt,
        Instant lastErrorAt,
        String lastError,
        Instant heardAt,
        boolean leaving,
        List<Overview.Room> lists,
        List<File> files,
        Map<String, Long> objects,
        List<Overview.Cursor> cursors,
        Comparisons.Compared comparison,
        List<String> problems,
        List<String> warnings) {

    /**
     * A list file.
     *
     * @param path under which it is fetched, with the product's list token
     * @param number the change that its content is; null as long as it was not written
     * @param leftOut how many objects its format can't carry, by reason
     * @param placedAt since when this content stands where the hub puts it itself, or null
     */
    record File(
            String name,
            String title,
            String path,
            Long number,
            long entries,
            Map<String, Object> leftOut,
            Instant renderedAt,
            Instant placedAt) {}

    /** A length of time as it is written in a request. */
    static String text(Duration span) {
        return span.toMillis() % 1000 == 0 ? span.toSeconds() + "s" : span.toMillis() + "ms";
    }
}
