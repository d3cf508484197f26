// SPDX-License-Identifier: Apache-2.0
package org.ctdhub;

import java.util.List;

/** Something is set under {@code ctd.} that the hub doesn't know. */
class UnknownSettingsException extends RuntimeException {

    UnknownSettingsException(List<String> complaints) {
        super(String.join(System.lineSeparator(), complaints));
    }
}
