// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ctdhub.object.ObjectType;

/**
 * A warning list in MISP's own format: its head, and its entries as they stand there.
 *
 * @param title its name
 * @param type how its entries are meant, in the format's words
 * @param types the types of the objects that it says it is about; all if it doesn't say
 */
public record WarningListFile(
        String title, String description, String version, String type, Set<ObjectType> types, List<String> entries) {

    private static final int MOST = 2_000_000;
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_DESCRIPTION = 1_000;

    /** What the format calls our types; compound ones name one beside something else. */
    private static final Map<String, ObjectType> ATTRIBUTES = Map.of(
            "sha1", ObjectType.FILE_SHA1,
            "sha256", ObjectType.FILE_SHA256,
            "ip-src", ObjectType.IP,
            "ip-dst", ObjectType.IP,
            "ip", ObjectType.IP,
            "domain", ObjectType.DOMAIN,
            "hostname", ObjectType.DOMAIN,
            "url", ObjectType.URL,
            "uri", ObjectType.URL,
            "link", ObjectType.URL);

    /** Reads a list. Throws {@link UnreadableException} if it is none. */
    public static WarningListFile read(InputStream in) throws IOException {
        Reading reading = new Reading();
        JsonWalk.through(in, reading::document);
        return reading.file();
    }

    /** The fields come in any order, so the entries are kept until the head is known. */
    private static final class Reading {

        private final List<String> entries = new ArrayList<>();
        private final List<String> attributes = new ArrayList<>();
        private String title;
        private String description;
        private String version;
        private String type;

        void document(JsonWalk walk) throws IOException {
            if (!walk.atObject()) {
                throw walk.unreadable("it is no warning list: an object with name, type and list is expected");
            }
            walk.fields(field -> {
                switch (field) {
                    case "name" -> title = ImportText.oneLine(walk.text(), LONGEST_TITLE);
                    case "description" -> description = ImportText.oneLine(walk.text(), LONGEST_DESCRIPTION);
                    case "version" -> version = ImportText.oneLine(walk.text(), LONGEST_TITLE);
                    case "type" -> type = ImportText.oneLine(walk.text(), LONGEST_TITLE);
                    case "matching_attributes" -> walk.elements(none -> attributes.add(walk.text()));
                    case "list" -> walk.elements(none -> entry(walk));
                    default -> walk.skip();
                }
            });
            if (title == null || type == null) {
                throw walk.unreadable("it is no warning list: its name or its type is missing");
            }
        }

        private void entry(JsonWalk walk) throws IOException {
            if (entries.size() == MOST) {
                throw walk.unreadable("it has more than " + MOST + " entries");
            }
            entries.add(walk.text());
        }

        WarningListFile file() {
            return new WarningListFile(title, description, version == null ? "" : version, type, types(), entries);
        }

        private Set<ObjectType> types() {
            Set<ObjectType> types = EnumSet.noneOf(ObjectType.class);
            for (String attribute : attributes) {
                for (String part : String.valueOf(attribute).split("\\|", -1)) {
                    if (ATTRIBUTES.containsKey(part)) {
                        types.add(ATTRIBUTES.get(part));
                    }
                }
            }
            return attributes.isEmpty() ? EnumSet.allOf(ObjectType.class) : types;
        }
    }
}
