// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import java.util.List;
import java.util.stream.Stream;

/** Values that an attacker would like to see evaluated, split, cut or taken for something else. */
public final class Hostile {

    /** URLs, each hostile in a way of its own. */
    public static final List<String> VALUES = Stream.of(
                    "\r\nX-Injected: 1",
                    "\n",
                    "\t",
                    "\"",
                    "'",
                    "\\",
                    "\\\"},{\"",
                    "</REPORT><REPORT>",
                    "]]>",
                    "<!--",
                    "&amp;",
                    "&lt;",
                    "=cmd|' /C calc'!A0",
                    "+1",
                    "-1",
                    "@SUM(1)",
                    "$(id)",
                    "`id`",
                    ";id",
                    "|id",
                    "&&id",
                    "${body}",
                    "${header.CamelHttpUri}",
                    "{{url}}",
                    "{{env:PATH}}",
                    "$simple{body}",
                    "#{1+1}",
                    "%{x}",
                    "%0d%0a",
                    "%00",
                    "..%2f..%2f",
                    "../../../etc/passwd",
                    "?a=b&c=d#e",
                    "\u202Egnp.exe",
                    "\u200B",
                    "\u0430pple",
                    "xn--pple-43d",
                    "日本語",
                    "\uD83D\uDCA3",
                    "\u001B[2J",
                    "\uFFFE",
                    "' or 1=1 --",
                    "*",
                    "a".repeat(1_900),
                    "a".repeat(8_000))
            .map(text -> "http://bad.example.test/" + text)
            .toList();

    /** Values that XML 1.0 can't carry, whatever is done to them. */
    public static boolean isNoXml(String value) {
        return value.codePoints().anyMatch(c -> (c < ' ' && "\t\n\r".indexOf(c) < 0) || c == 0xFFFE);
    }

    private Hostile() {}
}
