// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An event as security products send it by syslog: CEF 0 and 1, LEEF 1.0 and 2.0, and TMEF, which is CEF with other keys.
 * Each character is looked at a bounded number of times, whatever the line holds.
 */
public final class EventLine {

    private static final String CEF = "CEF:";
    private static final String LEEF = "LEEF:";
    private static final int CEF_FIELDS = 7;
    private static final int LEEF_FIELDS = 5;
    private static final int LONGEST_DELIMITER = 4;

    private EventLine() {}

    /** Whether a line holds an event at all; what else comes by syslog is none of the hub's business. */
    public static boolean isOne(String line) {
        return line.contains(CEF) || line.contains(LEEF);
    }

    /**
     * The first event in a line, whatever stands before it: {@code format}, {@code vendor}, {@code product},
     * {@code version}, {@code id}, {@code name} and {@code severity} of its head; {@code keys}, each with its text;
     * {@code labelled}, the texts whose meaning another key names ({@code cs1Label=type}), by that name; {@code times}, the
     * dates in epoch seconds, or as they came where they can't be read.
     *
     * @throws UnreadableException if there is none, its head is cut off, or a key stands twice and says two things
     */
    public static ObjectNode read(String line) {
        int cef = line.indexOf(CEF);
        int leef = line.indexOf(LEEF);
        if (cef < 0 && leef < 0) {
            throw new UnreadableException(
                    "This line holds neither CEF: nor LEEF:. Set the sender's format to one of them.");
        }
        return leef < 0 || (cef >= 0 && cef < leef) ? cef(line.substring(cef)) : leef(line.substring(leef));
    }

    private static ObjectNode cef(String event) {
        Head head = Head.of(event, CEF.length(), CEF_FIELDS, true);
        if (!head.version().equals("0") && !head.version().equals("1")) {
            throw new UnreadableException("CEF in version " + head.version() + " is not known; 0 and 1 are.");
        }
        return event("cef", head, 6, EventKeys.ofCef(event.substring(head.end())));
    }

    private static ObjectNode leef(String event) {
        Head head = Head.of(event, LEEF.length(), LEEF_FIELDS, false);
        String rest = event.substring(head.end());
        return switch (head.version()) {
            case "1.0" -> event("leef", head, 4, EventKeys.ofLeef(rest, '\t'));
            case "2.0" -> event("leef", head, 4, delimited(rest));
            default ->
                throw new UnreadableException("LEEF in version " + head.version() + " is not known; 1.0 and 2.0 are.");
        };
    }

    /** Version 2.0 may name what stands between the pairs: a character, or its number as x5E or 0x5E. */
    private static Map<String, String> delimited(String rest) {
        int bar = rest.indexOf('|');
        if (bar < 0 || bar > LONGEST_DELIMITER) {
            return EventKeys.ofLeef(rest, '\t');
        }
        String named = rest.substring(0, bar).strip();
        char delimiter = switch (named.length()) {
            case 0 -> '\t';
            case 1 -> named.charAt(0);
            default -> number(named);
        };
        return EventKeys.ofLeef(rest.substring(bar + 1), delimiter);
    }

    private static char number(String named) {
        try {
            return (char) Integer.parseInt(named.substring(named.indexOf('x') + 1), 16);
        } catch (NumberFormatException e) {
            throw new UnreadableException(
                    "The delimiter " + named + " is neither a character nor a number like x5E.", e);
        }
    }

    /** {@code name} is the place of the last text that names the event; the one before it is its number, if there are two. */
    private static ObjectNode event(String format, Head head, int last, Map<String, String> keys) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("format", format)
                .put("vendor", head.fields().get(1))
                .put("product", head.fields().get(2))
                .put("version", head.fields().get(3))
                .put("id", head.fields().get(4));
        event.put("name", head.fields().get(Math.min(5, last)));
        event.put("severity", last > 5 ? head.fields().get(last) : keys.get("sev"));
        ObjectNode texts = event.putObject("keys");
        keys.forEach(texts::put);
        ObjectNode labelled = event.putObject("labelled");
        labels(keys).forEach(labelled::put);
        EventTimes.read(keys, event.putObject("times"));
        return event;
    }

    private static Map<String, String> labels(Map<String, String> keys) {
        Map<String, String> labelled = new LinkedHashMap<>();
        keys.forEach((key, label) -> {
            String named = key.endsWith("Label") ? keys.get(key.substring(0, key.length() - "Label".length())) : null;
            if (named != null) {
                labelled.putIfAbsent(label, named);
            }
        });
        return labelled;
    }

    /** The fields before the pairs, and where the pairs begin. */
    private record Head(List<String> fields, int end) {

        String version() {
            return fields.get(0);
        }

        static Head of(String event, int from, int count, boolean escapes) {
            List<String> fields = new ArrayList<>(count);
            StringBuilder field = new StringBuilder();
            int at = from;
            for (; at < event.length() && fields.size() < count; at++) {
                char c = event.charAt(at);
                if (c == '|') {
                    fields.add(field.toString().strip());
                    field.setLength(0);
                } else if (escapes && c == '\\' && at + 1 < event.length()) {
                    at++;
                    field.append(event.charAt(at));
                } else {
                    field.append(c);
                }
            }
            if (fields.size() < count) {
                throw new UnreadableException(
                        "The head of this event has " + fields.size() + " fields and then ends, but " + count
                                + " belong there. See whether the sender cuts its lines.");
            }
            return new Head(fields, at);
        }
    }
}
