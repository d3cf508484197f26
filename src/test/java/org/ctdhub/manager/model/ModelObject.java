// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager.model;

import java.util.Comparator;

/** An object by its type and canonical value. */
public record ModelObject(String type, String value) implements Comparable<ModelObject> {

    private static final Comparator<ModelObject> ORDER =
            Comparator.comparing(ModelObject::type).thenComparing(ModelObject::value);

    /** Whether it is a file: only these can be quarantined. */
    public boolean isFile() {
        return type.startsWith("file_");
    }

    @Override
    public int compareTo(ModelObject other) {
        return ORDER.compare(this, other);
    }
}
