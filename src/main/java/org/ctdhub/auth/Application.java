// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import java.time.Duration;

/**
 * A program that may call the Automation API.
 *
 * @param id by which its tokens name it
 * @param key with which it signs them; needed in the clear
 * @param timeout how old a token may be
 * @param singleUse whether each token counts once
 * @param readOnly whether it may read only
 */
public record Application(String id, String key, Duration timeout, boolean singleUse, boolean readOnly) {

    public Application {
        if (key.isBlank()) {
            throw new IllegalArgumentException("Application " + id + " has no key; whoever knows its id could sign.");
        }
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "Application[" + id + "]";
    }
}
