// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

/** Takes an imported file's content in its order, as it is read; nothing of it is kept by the reader. */
public interface ImportSink {

    /** A candidate. */
    void take(ImportLine line);

    /** What couldn't be read as one. */
    void fault(ImportFault fault);
}
