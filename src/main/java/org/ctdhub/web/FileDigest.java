// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Where a file's content goes: into its SHA-1, and nowhere else. */
final class FileDigest extends OutputStream {

    private static final int MOST = 32 * 1024 * 1024;

    private final MessageDigest sha1 = digest();
    private long size;

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        size += length;
        if (size > MOST) {
            throw new AutomationRefusal(
                    AutomationCode.TOO_LARGE, "The file is larger than 32 MiB; add its SHA-1 instead.");
        }
        sha1.update(bytes, offset, length);
    }

    /** The SHA-1 of all that was written; nothing at all is no file. */
    byte[] sha1() {
        if (size == 0) {
            throw new AutomationRefusal(AutomationCode.BAD_FILE, "The file is empty.");
        }
        return sha1.digest();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
