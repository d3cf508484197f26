// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import java.util.ArrayDeque;
import java.util.Deque;
import org.ctdhub.object.Reason;
import org.ctdhub.object.RefusedException;

/**
 * Regular expressions of others that can't be made slow: literals, classes, groups, alternatives and repetitions, which an
 * automaton decides in one pass. What needs backtracking, or grows beyond bounds when it is written out, is refused.
 */
final class SafeRegex {

    private static final int LONGEST = 500;
    private static final int LARGEST = 2_000;
    private static final int MOST_TIMES = 255;
    private static final String CLASSES = "dwsDWS";

    private final String text;
    private final String pattern;
    private final Deque<Integer> outer = new ArrayDeque<>();
    private int at;
    private int size;
    private int last;

    private SafeRegex(String text, String pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /** The pattern as the registry's database reads it; with or without slashes around it, of which the flag i is known. */
    static String of(String text) throws RefusedException {
        int end = text.lastIndexOf('/');
        boolean delimited = text.startsWith("/") && end > 0;
        String flags = delimited ? text.substring(end + 1) : "";
        SafeRegex regex = new SafeRegex(text, delimited ? text.substring(1, end) : text);
        if (!flags.matches("[iu]*")) {
            throw regex.refused("of its flags only i and u are known");
        }
        regex.walk();
        return (flags.contains("i") ? "(?i)" : "") + regex.pattern;
    }

    private void walk() throws RefusedException {
        if (pattern.isEmpty() || pattern.length() > LONGEST) {
            throw refused("it has more than " + LONGEST + " characters, or none");
        }
        while (at < pattern.length()) {
            step(pattern.charAt(at++));
            if (size > LARGEST) {
                throw refused("its repetitions make it too large");
            }
        }
        if (!outer.isEmpty()) {
            throw refused("a bracket isn't closed");
        }
    }

    private void step(char here) throws RefusedException {
        switch (here) {
            case '\\' -> {
                escaped();
                atom(1);
            }
            case '[' -> {
                oneOf();
                atom(1);
            }
            case '(' -> open();
            case ')' -> close();
            case '*', '+', '?' -> repeated(1);
            case '{' -> repeated(times());
            case '^', '$', '|' -> last = 0;
            default -> atom(1);
        }
    }

    private void atom(int of) {
        last = of;
        size += of;
    }

    /** A class such as digits, or a sign that stands for itself. */
    private void escaped() throws RefusedException {
        char next = at < pattern.length() ? pattern.charAt(at++) : 'x';
        boolean letter = Character.isLetterOrDigit(next) || next == '_';
        if (letter && CLASSES.indexOf(next) < 0) {
            throw refused("a backslash stands before a " + next + ", which isn't known or would need to go back");
        }
    }

    private void oneOf() throws RefusedException {
        at += pattern.startsWith("^", at) ? 1 : 0;
        for (int first = at; at < pattern.length(); ) {
            char next = pattern.charAt(at++);
            if (next == ']' && at - 1 > first) {
                return;
            }
            if (next == '[') {
                throw refused("a bracket stands in a class; write a backslash before it");
            }
            if (next == '\\') {
                escaped();
            }
        }
        throw refused("a class isn't closed");
    }

    private void open() throws RefusedException {
        if (pattern.startsWith("?", at)) {
            if (!pattern.startsWith("?:", at)) {
                throw refused("it looks ahead, looks back or names a group");
            }
            at += 2;
        }
        outer.push(size);
        size = 0;
        last = 0;
    }

    private void close() throws RefusedException {
        if (outer.isEmpty()) {
            throw refused("a bracket is closed that wasn't opened");
        }
        last = Math.max(size, 1);
        size = outer.pop() + last;
    }

    /** What stands before comes that often at most; a question mark behind changes only which match is preferred. */
    private void repeated(int times) throws RefusedException {
        if (last == 0) {
            throw refused("a repetition stands behind nothing that can be repeated");
        }
        size += last * (times - 1);
        last = 0;
        at += pattern.startsWith("?", at) ? 1 : 0;
    }

    private int times() throws RefusedException {
        int end = pattern.indexOf('}', at);
        String bounds = end < 0 ? "" : pattern.substring(at, end);
        if (!bounds.matches("[0-9]{1,3}(,[0-9]{0,3})?")) {
            throw refused("a brace is no number of times; write a backslash before it");
        }
        at = end + 1;
        int most = 0;
        for (String bound : bounds.split(",", -1)) {
            most = Math.max(most, bound.isEmpty() ? 0 : Integer.parseInt(bound));
        }
        if (most > MOST_TIMES) {
            throw refused("something is repeated more than " + MOST_TIMES + " times");
        }
        return Math.max(most, 1);
    }

    private RefusedException refused(String why) {
        return new RefusedException(Reason.CHARACTER, text, why + "; only expressions that are never slow are taken");
    }
}
