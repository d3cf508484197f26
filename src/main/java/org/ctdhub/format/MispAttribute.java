// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.io.IOException;
import java.util.List;
import org.ctdhub.object.ObjectType;

/** What is needed of one attribute of an event, whose fields come in any order. */
final class MispAttribute {

    private long line;
    private String type;
    private String value;
    private String comment;
    private boolean forDetection = true;
    private boolean deleted;

    MispAttribute(long line) {
        this.line = line;
    }

    void read(String field, JsonWalk walk) throws IOException {
        switch (field) {
            case "type" -> type = walk.text();
            case "value" -> {
                line = walk.line();
                value = walk.text();
            }
            case "comment" -> comment = walk.text();
            case "to_ids" -> forDetection = !List.of("false", "0").contains(String.valueOf(walk.text()));
            case "deleted" -> deleted = List.of("true", "1").contains(String.valueOf(walk.text()));
            default -> walk.skip();
        }
    }

    /** Lets the object that it belongs to know its hash. */
    void showTo(FileHashes file) {
        if (!deleted && value != null) {
            parts().forEach(part -> file.see(part, value.substring(value.lastIndexOf('|') + 1)));
        }
    }

    void handTo(Intake intake) {
        if (deleted) {
            return;
        }
        List<ObjectType> parts = parts();
        if (parts.isEmpty()) {
            String shown = ImportText.shown(String.valueOf(type), 60);
            intake.fault(
                    line,
                    "unsupported_type",
                    "An attribute of type " + shown + " names no object that the hub takes. Give its SHA-1, SHA-256,"
                            + " address, domain or URL.",
                    value);
        } else if (!forDetection) {
            intake.fault(
                    line,
                    "not_for_detection",
                    "The event's maker says that this attribute isn't for detection (to_ids is false). Set to_ids"
                            + " there, or enter the value by hand.",
                    value);
        } else {
            handOut(parts, intake);
        }
    }

    /** What each part between bars is, where null is nothing that is taken; a file's name stands before its hash. */
    private List<ObjectType> parts() {
        return switch (String.valueOf(type)) {
            case "sha1", "filename|sha1" -> List.of(ObjectType.FILE_SHA1);
            case "sha256", "filename|sha256" -> List.of(ObjectType.FILE_SHA256);
            case "ip-dst", "ip-src", "ip-dst|port", "ip-src|port" -> List.of(ObjectType.IP);
            case "domain", "hostname" -> List.of(ObjectType.DOMAIN);
            case "domain|ip" -> List.of(ObjectType.DOMAIN, ObjectType.IP);
            case "url" -> List.of(ObjectType.URL);
            default -> List.of();
        };
    }

    private void handOut(List<ObjectType> parts, Intake intake) {
        if (type.indexOf('|') < 0 || value == null) {
            take(parts.get(0), value, intake);
            return;
        }
        // a file's name may hold a bar, a hash, an address and a port may not
        int bar = value.lastIndexOf('|');
        if (bar < 0) {
            intake.fault(
                    line,
                    "broken_value",
                    "A value of type " + type + " has two parts with a bar between. Look at what its maker wrote.",
                    value);
        } else if (type.startsWith("filename")) {
            take(parts.get(0), value.substring(bar + 1), intake);
        } else {
            take(parts.get(0), value.substring(0, bar), intake);
            if (parts.size() > 1) {
                take(parts.get(1), value.substring(bar + 1), intake);
            }
        }
    }

    private void take(ObjectType part, String text, Intake intake) {
        intake.take(new ImportLine(line, part.word(), text, null, null, null, comment));
    }
}
