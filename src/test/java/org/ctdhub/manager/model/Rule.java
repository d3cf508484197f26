// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager.model;

import java.util.regex.Pattern;

/** An exception as it is written, read by the model's own understanding of patterns. */
public record Rule(String type, String pattern) {

    /** Whether it covers the object. */
    public boolean covers(ModelObject object) {
        return object.type().equals(type) && covers(object.value());
    }

    private boolean covers(String value) {
        return switch (type) {
            case "ip" -> address(value);
            case "domain", "url" -> Pattern.matches(expression(), value);
            default -> value.equals(pattern);
        };
    }

    /** A star before the host is one label or more, a star at the end is something, all else is itself. */
    private String expression() {
        boolean open = pattern.endsWith("/*");
        String closed = open ? pattern.substring(0, pattern.length() - 1) : pattern;
        int star = closed.indexOf("*.");
        String host = star < 0
                ? Pattern.quote(closed)
                : Pattern.quote(closed.substring(0, star)) + "[^/:]+\\." + Pattern.quote(closed.substring(star + 2));
        return host + (open ? ".+" : "");
    }

    private boolean address(String value) {
        if (pattern.indexOf('-') > 0) {
            int dash = pattern.indexOf('-');
            return number(pattern.substring(0, dash)) <= number(value)
                    && number(value) <= number(pattern.substring(dash + 1));
        }
        int slash = pattern.indexOf('/');
        if (slash < 0) {
            return value.equals(pattern);
        }
        int free = 32 - Integer.parseInt(pattern.substring(slash + 1));
        return number(pattern.substring(0, slash)) >> free == number(value) >> free;
    }

    private static long number(String address) {
        long number = 0;
        for (String part : address.split("\\.", -1)) {
            number = number * 256 + Integer.parseInt(part);
        }
        return number;
    }
}
