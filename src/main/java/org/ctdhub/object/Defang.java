// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import java.util.regex.Pattern;

/** What analysts do to addresses so that nobody clicks on them, such as {@code evil[.]example[dot]test[:]8080}, and undoes it. */
public final class Defang {
    private static final Pattern DOT = Pattern.compile("[\\[({](?:\\.|dot)[\\])}]", Pattern.CASE_INSENSITIVE);
    private static final Pattern COLON = Pattern.compile("[\\[({]:[\\])}]");
    private static final Pattern WEB = Pattern.compile("(?i)htt(ps?://)");
    private static final Pattern OTHER = Pattern.compile("(?i)(?<!hxxp|hxxps)://");

    private Defang() {}

    /** Any text, so that no program that shows it makes a link of a part of it. */
    public static String text(String text) {
        String web = WEB.matcher(text).replaceAll("hxx$1");
        return OTHER.matcher(web).replaceAll("[:]//").replace(".", "[.]").replace("@", "[@]");
    }

    /** The host as it was before; a host that nobody defanged comes back as it is. */
    static String host(String text) {
        if (text.indexOf('[') < 0 && text.indexOf('(') < 0 && text.indexOf('{') < 0) {
            return text;
        }
        String dotted = DOT.matcher(text).replaceAll(".");
        return COLON.matcher(dotted).replaceAll(":");
    }
}
