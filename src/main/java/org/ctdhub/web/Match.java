// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.ctdhub.registry.Stale;

/** {@code If-Match}: nobody overwrites what he has not seen. */
final class Match {

    private Match() {}

    /** The entity tag of something whose number rises with each change. */
    static String tag(long number) {
        return "\"" + number + "\"";
    }

    /** Throws {@link Stale} if the caller saw another state; without the header nothing is asked. */
    static void check(String ifMatch, long number) {
        if (ifMatch != null && !ifMatch.strip().equals("*") && !ifMatch.contains(tag(number))) {
            throw new Stale("Somebody changed this since you read it. Read it again, and send its ETag as If-Match.");
        }
    }
}
