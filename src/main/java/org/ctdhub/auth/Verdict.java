// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import java.util.Set;

/** What came of verifying a signed request. */
public sealed interface Verdict {

    /**
     * The signature is right.
     *
     * @param key index, in the list that was given, of the key that signed
     * @param signed lower-case names of the headers that the signature covers. Trust no other header of the request:
     *     whoever carried it could have written it
     */
    record Accepted(int key, Set<String> signed) implements Verdict {}

    /**
     * The signature is missing or wrong.
     *
     * @param why for counters and for the choice of the answer
     * @param reason for the log, holds nothing that the caller sent
     */
    record Refused(Why why, String reason) implements Verdict {}

    /** Why a request is refused. */
    enum Why {
        NO_CHECKSUM,
        ORDER_UNUSABLE,
        HEADER_MISSING,
        WRONG_CHECKSUM
    }
}
