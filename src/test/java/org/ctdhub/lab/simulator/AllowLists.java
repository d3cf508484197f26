// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An inspector's four allow lists: a call replaces one as a whole (client). What stands on one is detected no longer; an
 * IPv4 address may be a network (assumed).
 */
final class AllowLists {

    private static final String COMMENTS = "comments";

    /** The words of one list: the object's type, the field with the value, and the array of the call that replaces it. */
    private enum Kind {
        IP("ip", "ip", "iprange", "IPWhitelist"),
        URL("url", "url", "url", "URLWhitelist"),
        DOMAIN("domain", "domain", "domain", "DomainWhitelist"),
        SHA1("file_sha1", "sha1", "sha1", "SHA1Whitelist");

        private final String type;
        private final String word;
        private final String value;
        private final String array;

        Kind(String type, String word, String value, String array) {
            this.type = type;
            this.word = word;
            this.value = value;
            this.array = array;
        }

        private static Kind of(String type) {
            return Stream.of(values())
                    .filter(list -> list.type.equals(type))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("No list is for " + Shown.of(type)));
        }
    }

    private final Map<Kind, List<Map<String, String>>> lists = new LinkedHashMap<>();

    AllowLists() {
        Stream.of(Kind.values()).forEach(list -> lists.put(list, new ArrayList<>()));
    }

    /** Enters a value as a person does at the appliance's console. */
    synchronized void enter(String type, String value, String comments) {
        lists.get(Kind.of(type)).add(entry(Kind.of(type), value, comments));
    }

    private static Map<String, String> entry(Kind list, String value, String comments) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put(list.value, value);
        entry.put("source_type", "UserAdded");
        entry.put(COMMENTS, comments);
        return entry;
    }

    /** Replaces a list; an operation that doesn't, or an entry that isn't as it should be, is an IllegalArgumentException. */
    synchronized void replace(SoapCall call) {
        Kind list = Stream.of(Kind.values())
                .filter(each -> call.operation().equals("set_" + each.word + "_whitelists"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No operation " + Shown.of(call.operation())));
        call.entries().forEach(entry -> {
            boolean fits = entry.array().equals(list.array)
                    && entry.fields().keySet().equals(entry(list, "", "").keySet());
            if (!fits) {
                throw new IllegalArgumentException("No entry of " + list.array + ": " + Shown.of(entry.toString()));
            }
        });
        lists.put(
                list,
                new ArrayList<>(
                        call.entries().stream().map(SoapCall.Entry::fields).toList()));
    }

    /** What stands on the lists: value, and behind a blank the comments. */
    synchronized List<String> shown() {
        return lists.entrySet().stream()
                .flatMap(list -> list.getValue().stream()
                        .map(entry -> entry.get(list.getKey().value) + " " + entry.get(COMMENTS)))
                .toList();
    }

    synchronized boolean cover(LabObject object) {
        Kind list = Kind.of(object.type());
        return lists.get(list).stream()
                .map(entry -> entry.get(list.value))
                .anyMatch(value ->
                        value.equalsIgnoreCase(object.value()) || (list == Kind.IP && isIn(value, object.value())));
    }

    private static boolean isIn(String network, String address) {
        String[] parts = network.split("/", 2);
        if (parts.length < 2 || !(parts[0] + address).matches("[0-9.]*")) {
            return false;
        }
        int host = 32 - Integer.parseInt(parts[1]);
        return number(parts[0]) >> host == number(address) >> host;
    }

    private static long number(String address) {
        return Stream.of(address.split("\\.")).mapToLong(Long::parseLong).reduce(0, (high, low) -> high * 256 + low);
    }

    synchronized void writeTo(Writer out) throws IOException {
        for (Map.Entry<Kind, List<Map<String, String>>> list : lists.entrySet()) {
            String name = list.getKey().word + "_whitelists";
            for (Map<String, String> entry : list.getValue()) {
                out.write("<" + name + ">");
                for (Map.Entry<String, String> field : entry.entrySet()) {
                    XmlText.element(out, field.getKey(), field.getValue());
                }
                out.write("</" + name + ">");
            }
            if (list.getValue().isEmpty()) {
                out.write("<" + name + "/>");
            }
        }
    }
}
