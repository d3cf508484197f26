// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.UUID;

/**
 * A product that calls the hub for its list.
 *
 * @param id its reader's number
 * @param product the registered product that it is, or null
 * @param admitted false while it waits for somebody to let it in; its list is empty until then
 * @param told whether it is told anything now: it was let in, and distribution is on
 * @param edge whether it is another manager, which is told more and brings what it found
 * @param offered the highest number that it had asked for or been offered here when it was found
 * @param highest behind this number its view held nothing then; 0 for an edge
 * @param head the head of the log then; 0 for an edge
 */
public record Subscriber(
        int id,
        UUID client,
        String product,
        boolean admitted,
        boolean told,
        boolean edge,
        long offered,
        long highest,
        long head) {}
