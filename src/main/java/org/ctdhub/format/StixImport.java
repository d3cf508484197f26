// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.io.IOException;
import java.io.InputStream;

/**
 * A STIX 2 bundle, or the envelope in which a TAXII server hands out its objects: the objects that the patterns of its
 * indicators stand for. Objects of other types are passed over; they say what was seen, not what shall be found.
 */
final class StixImport {

    private final Intake intake;

    private StixImport(Intake intake) {
        this.intake = intake;
    }

    static void read(InputStream in, ImportSink sink) throws IOException {
        StixImport reader = new StixImport(new Intake(sink));
        JsonWalk.through(in, reader::bundle);
    }

    private void bundle(JsonWalk walk) throws IOException {
        if (!walk.atObject()) {
            throw walk.unreadable("it is no bundle, which is an object with the field objects");
        }
        boolean[] known = new boolean[1];
        walk.fields(field -> {
            switch (field) {
                case "objects" -> {
                    known[0] = true;
                    walk.elements(none -> object(walk));
                }
                case "type" -> {
                    String type = walk.text();
                    if (!"bundle".equals(type)) {
                        throw walk.unreadable("it is no bundle but a " + type);
                    }
                    known[0] = true;
                }
                default -> walk.skip();
            }
        });
        if (!known[0]) {
            throw walk.unreadable("it is no bundle, which has the field objects");
        }
    }

    private void object(JsonWalk walk) throws IOException {
        if (!walk.atObject()) {
            walk.skip();
            return;
        }
        StixIndicator indicator = new StixIndicator(walk.line());
        walk.fields(field -> indicator.read(field, walk));
        indicator.handTo(intake);
    }
}
