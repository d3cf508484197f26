// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.io.IOException;
import java.io.InputStream;

/**
 * MISP events as JSON, one or many: the attributes of an event and of the objects in it that are meant for detection.
 */
final class MispImport {

    private final Intake intake;
    private boolean known;

    private MispImport(Intake intake) {
        this.intake = intake;
    }

    static void read(InputStream in, ImportSink sink) throws IOException {
        MispImport reader = new MispImport(new Intake(sink));
        JsonWalk.through(in, reader::document);
    }

    private void document(JsonWalk walk) throws IOException {
        envelope(walk);
        if (!known) {
            throw walk.unreadable("it holds no event; export the event as MISP JSON");
        }
    }

    /** {@code {"Event": …}}, {@code {"response": […]}}, or a list of such; an empty list is an answer without events. */
    private void envelope(JsonWalk walk) throws IOException {
        if (walk.atArray()) {
            known = true;
            walk.elements(none -> envelope(walk));
        } else if (walk.atObject()) {
            walk.fields(field -> {
                switch (field) {
                    case "Event" -> event(walk);
                    case "response" -> envelope(walk);
                    default -> walk.skip();
                }
            });
        }
    }

    private void event(JsonWalk walk) throws IOException {
        known = true;
        eachOf(walk, field -> {
            switch (field) {
                case "Attribute" -> walk.elements(none -> attribute(walk, new FileHashes()));
                case "Object" -> walk.elements(none -> object(walk));
                default -> walk.skip();
            }
        });
    }

    /** The attributes of an object named file are of one file; in others each may be of another. */
    private void object(JsonWalk walk) throws IOException {
        FileHashes file = new FileHashes();
        boolean[] one = new boolean[1];
        eachOf(walk, field -> {
            switch (field) {
                case "Attribute" -> walk.elements(none -> attribute(walk, file));
                case "name" -> one[0] = "file".equals(walk.text());
                default -> walk.skip();
            }
        });
        if (one[0]) {
            file.handTo(intake);
        }
    }

    private void attribute(JsonWalk walk, FileHashes file) throws IOException {
        MispAttribute attribute = new MispAttribute(walk.line());
        eachOf(walk, field -> attribute.read(field, walk));
        attribute.showTo(file);
        attribute.handTo(intake);
    }

    private static void eachOf(JsonWalk walk, JsonWalk.Step step) throws IOException {
        if (walk.atObject()) {
            walk.fields(step);
        } else {
            walk.skip();
        }
    }
}
