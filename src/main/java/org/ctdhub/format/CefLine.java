// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.util.regex.Pattern;

/**
 * Writes an event in CEF. Whatever a value holds, it stays one value of one event: what ends values, keys and lines is escaped,
 * other control characters become blanks.
 */
public final class CefLine {

    /** Line ends have an escape of their own in the pairs; Unicode's are no lines in CEF, but are to some readers. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9F}\\x{2028}\\x{2029}&&[^\\r\\n]]");

    private static final Pattern ANY_CONTROL = Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9F}\\x{2028}\\x{2029}]+");

    private final StringBuilder line = new StringBuilder("CEF:0");
    private char between = '|';

    /**
     * Begins an event.
     *
     * @param id of its kind, such as {@code change:added}
     * @param severity 0 to 10
     */
    public CefLine(String vendor, String product, String version, String id, String name, int severity) {
        for (String field : new String[] {vendor, product, version, id, name, String.valueOf(severity)}) {
            line.append('|').append(head(field));
        }
    }

    /** Adds a pair, unless there is no value. */
    public CefLine put(String key, Object value) {
        if (value != null && !value.toString().isEmpty()) {
            line.append(between).append(key).append('=').append(pair(value.toString()));
            between = ' ';
        }
        return this;
    }

    /** Adds a pair whose meaning a label tells ({@code cs1Label=type cs1=url}), unless there is no value. */
    public CefLine put(String key, String label, Object value) {
        return value == null ? this : put(key + "Label", label).put(key, value);
    }

    /** The event, on one line. */
    public String text() {
        return between == '|' ? line + "|" : line.toString();
    }

    private static String head(String field) {
        return ANY_CONTROL.matcher(field).replaceAll(" ").replace("\\", "\\\\").replace("|", "\\|");
    }

    private static String pair(String value) {
        return CONTROL.matcher(value)
                .replaceAll(" ")
                .replace("\\", "\\\\")
                .replace("=", "\\=")
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }
}
