// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

/** Takes an imported file's content in its order, as it is read; nothing of it is kept by the reader. */
public interface ImportSink {

    /** A candidate. */
    void take(ImportLine line);

    /** Both hashes of one file, as the file that is imported says; neither is judged yet. */
    default void pair(String sha1, String sha256) {}

    /** What couldn't be read as one. */
    void fault(ImportFault fault);
}
