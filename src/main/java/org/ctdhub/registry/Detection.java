// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One thing that a product says it met.
 *
 * @param at when it happened, by the product's clock
 * @param digest of the product's own number for the event, or, if it gave none, of all that it said
 * @param eventId that number, or null
 * @param type what kind of object it was, as far as it could be told; else null
 * @param value in canonical form where it has one
 * @param reported as it was reported where that differs, or null
 * @param action log, block, quarantine, or the product's own word
 * @param scan real_time, manual, scheduled, scan_now, the product's own word, or null
 * @param detail what else it said, as a JSON object, or null
 * @param names the objects that it may be, the likeliest first
 */
record Detection(
        Instant at,
        UUID digest,
        String eventId,
        String type,
        String value,
        String reported,
        String action,
        String scan,
        String endpoint,
        String user,
        String path,
        String address,
        String rule,
        String detail,
        List<Name> names) {

    /**
     * An object by which a detection may be known.
     *
     * @param covers whether it stands for more than what was met, as a domain does for the URLs below it; such an object
     *     counts only while it is on the list
     */
    record Name(String type, String value, boolean covers) {}
}
