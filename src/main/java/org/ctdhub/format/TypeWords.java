// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.util.Locale;
import java.util.Map;
import org.ctdhub.object.ObjectType;

/** The words that files have for the types of objects. */
final class TypeWords {

    private static final Map<String, ObjectType> WORDS = Map.ofEntries(
            Map.entry("filesha1", ObjectType.FILE_SHA1),
            Map.entry("sha1", ObjectType.FILE_SHA1),
            Map.entry("filesha256", ObjectType.FILE_SHA256),
            Map.entry("sha256", ObjectType.FILE_SHA256),
            Map.entry("ip", ObjectType.IP),
            Map.entry("ipaddress", ObjectType.IP),
            Map.entry("ipv4", ObjectType.IP),
            Map.entry("ipv6", ObjectType.IP),
            Map.entry("ipv4address", ObjectType.IP),
            Map.entry("ipv6address", ObjectType.IP),
            Map.entry("ipv4addr", ObjectType.IP),
            Map.entry("ipv6addr", ObjectType.IP),
            Map.entry("ipdst", ObjectType.IP),
            Map.entry("ipsrc", ObjectType.IP),
            Map.entry("domain", ObjectType.DOMAIN),
            Map.entry("domainname", ObjectType.DOMAIN),
            Map.entry("hostname", ObjectType.DOMAIN),
            Map.entry("url", ObjectType.URL));

    private TypeWords() {}

    /** The hub's word for {@code File SHA-1}, {@code IP address} and the like; a word that isn't known stays. */
    static String of(String word) {
        if (word == null) {
            return null;
        }
        ObjectType type = WORDS.get(word.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", ""));
        return type == null ? word : type.word();
    }
}
