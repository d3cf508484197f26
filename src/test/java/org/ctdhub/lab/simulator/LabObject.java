// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.util.Comparator;

/**
 * One object that a simulator enforces or offers.
 *
 * @param type file_sha1, file_sha256, ip, domain or url
 * @param value hashes in lower case, anything else as received
 * @param action log, block or quarantine; null where the product only offers the object
 */
public record LabObject(String type, String value, String action) implements Comparable<LabObject> {

    private static final Comparator<LabObject> ORDER =
            Comparator.comparing(LabObject::type).thenComparing(LabObject::value);

    @Override
    public int compareTo(LabObject other) {
        return ORDER.compare(this, other);
    }
}
