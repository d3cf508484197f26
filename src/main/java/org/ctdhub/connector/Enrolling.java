// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;

/** Brings what runs on this node in line with what is registered. */
public interface Enrolling {

    /** Does it now; false if it took longer than this, and goes on behind the caller's back. */
    boolean followWithin(Duration longest);
}
