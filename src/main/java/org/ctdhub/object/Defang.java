// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import java.util.regex.Pattern;

/** Undoes what analysts do to hosts so that nobody clicks on them: {@code evil[.]example[dot]test[:]8080}. */
final class Defang {
    private static final Pattern DOT = Pattern.compile("[\\[({](?:\\.|dot)[\\])}]", Pattern.CASE_INSENSITIVE);
    private static final Pattern COLON = Pattern.compile("[\\[({]:[\\])}]");

    private Defang() {}

    /** The host as it was before; a host that nobody defanged comes back as it is. */
    static String host(String text) {
        if (text.indexOf('[') < 0 && text.indexOf('(') < 0 && text.indexOf('{') < 0) {
            return text;
        }
        String dotted = DOT.matcher(text).replaceAll(".");
        return COLON.matcher(dotted).replaceAll(":");
    }
}
