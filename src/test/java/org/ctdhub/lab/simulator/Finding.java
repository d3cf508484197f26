// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.time.Instant;

/**
 * What a sandbox is told to find, or to take off its list again.
 *
 * @param type file_sha1, ip, domain or url; this sandbox lists files by SHA-1 only
 * @param value carried as it is, whatever it holds, if XML can carry it
 * @param risk low, medium or high
 * @param expiresAt when it leaves the list, may be past; null sends no ExpireTime
 * @param sha256 the same file's SHA-256, 64 hex, for the report; null if unknown
 * @param remove true makes a removal record
 */
public record Finding(String type, String value, String risk, Instant expiresAt, String sha256, boolean remove) {

    /** Refuses what a sandbox can't list with an IllegalArgumentException that says why. */
    public Finding {
        if (LabType.of(type) == LabType.FILE_SHA256) {
            throw new IllegalArgumentException("this sandbox lists files by SHA-1 only");
        }
        if (value == null || value.isEmpty() || !XmlText.carries(value)) {
            throw new IllegalArgumentException("The value is missing, or XML can't carry it: use no control characters"
                    + " but tab, CR and LF, and no lone surrogates");
        }
        Risk.of(risk);
        if (sha256 != null && !isPair(type, value, sha256)) {
            throw new IllegalArgumentException("sha256 needs 64 hex digits, and a file_sha1 of 40 beside it");
        }
    }

    /** A finding without an expiry. */
    public static Finding of(String type, String value, String risk) {
        return new Finding(type, value, risk, null, null, false);
    }

    /** The removal of an earlier finding. */
    public static Finding removal(String type, String value) {
        return new Finding(type, value, "high", null, null, true);
    }

    /** The same finding with an expiry. */
    public Finding expiringAt(Instant instant) {
        return new Finding(type, value, risk, instant, sha256, remove);
    }

    /** The same finding, with the file's SHA-256 known to the report. */
    public Finding withSha256(String hash) {
        return new Finding(type, value, risk, expiresAt, hash, remove);
    }

    LabType kind() {
        return LabType.of(type);
    }

    private static boolean isPair(String type, String value, String sha256) {
        return LabType.of(type) == LabType.FILE_SHA1
                && LabType.SHA1.matcher(value).matches()
                && LabType.SHA256.matcher(sha256).matches();
    }
}
