// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import org.ctdhub.object.ObjectType;

/** The hashes that were named of one file: a pair, if there is exactly one of each kind. */
final class FileHashes {

    private String sha1;
    private String sha256;
    private boolean several;

    /** Takes an object that was named; what is no hash of these kinds says nothing. */
    void see(ObjectType type, String value) {
        if (type == ObjectType.FILE_SHA1) {
            several |= sha1 != null;
            sha1 = value;
        } else if (type == ObjectType.FILE_SHA256) {
            several |= sha256 != null;
            sha256 = value;
        }
    }

    void handTo(Intake intake) {
        if (!several) {
            intake.pair(sha1, sha256);
        }
    }
}
