// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.util.LinkedHashMap;
import java.util.Map;

/** The pairs of an event, in their order. Its values are what an attacker wrote; its keys may be so, too. */
final class EventKeys {

    private static final int LONGEST_KEY = 40;
    private static final int MOST = 500;

    private final Map<String, String> keys = new LinkedHashMap<>();

    private EventKeys() {}

    /**
     * Of CEF: blanks between the pairs, and blanks in values. A key is a word directly after a blank that an equals sign
     * follows, so that the ones in an address, which some senders don't escape, stay in it.
     */
    static Map<String, String> ofCef(String pairs) {
        EventKeys found = new EventKeys();
        String key = null;
        int value = 0;
        int word = 0;
        boolean fits = true; // what stands since the last blank may be a key
        for (int at = 0; at < pairs.length(); at++) {
            char c = pairs.charAt(at);
            if (c == ' ') {
                word = at + 1;
                fits = true;
            } else if (c == '=' && fits && at > word && at - word <= LONGEST_KEY) {
                found.put(key, unescaped(pairs.substring(value, Math.max(value, word))));
                key = pairs.substring(word, at);
                value = at + 1;
                fits = false;
            } else if (c == '\\') {
                at += escapes(pairs, at) ? 1 : 0;
                fits = false;
            } else {
                fits &= isOfKeys(c);
            }
        }
        found.put(key, unescaped(pairs.substring(value)));
        return found.keys;
    }

    /** Of LEEF: a delimiter between the pairs, no escapes; what follows the first equals sign is the value. */
    static Map<String, String> ofLeef(String pairs, char delimiter) {
        EventKeys found = new EventKeys();
        for (int from = 0; from < pairs.length(); ) {
            int next = pairs.indexOf(delimiter, from);
            int to = next < 0 ? pairs.length() : next;
            int equals = pairs.indexOf('=', from);
            if (equals > from && equals < to) {
                found.put(pairs.substring(from, equals).strip(), pairs.substring(equals + 1, to));
            }
            from = to + 1;
        }
        return found.keys;
    }

    /** Senders that don't escape write a path that ends in a backslash before the next key. */
    private static boolean escapes(String pairs, int at) {
        return at + 1 < pairs.length() && (pairs.charAt(at + 1) == '\\' || pairs.charAt(at + 1) == '=');
    }

    private static boolean isOfKeys(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private static String unescaped(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == '\\' && at + 1 < value.length()) {
                at++;
                text.append(meant(value.charAt(at)));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** What is no escape stands for itself, as in the paths of senders that don't escape. */
    private static String meant(char escaped) {
        return switch (escaped) {
            case '\\', '=', '|' -> String.valueOf(escaped);
            case 'n' -> "\n";
            case 'r' -> "\r";
            default -> "\\" + escaped;
        };
    }

    /** A key that says two things lets an attacker choose which of them counts, so none does. */
    private void put(String key, String value) {
        if (key == null) {
            return;
        }
        String text = value.strip();
        String before = keys.putIfAbsent(key, text);
        if (before != null && !before.equals(text)) {
            throw new UnreadableException("The key " + key
                    + " stands twice in this event, with two values. Look at which" + " of them the product means.");
        }
        if (keys.size() > MOST) {
            throw new UnreadableException("This event has more than " + MOST + " keys. Look at what the sender sent.");
        }
    }
}
