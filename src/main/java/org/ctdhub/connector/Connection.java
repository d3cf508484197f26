// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.List;

/**
 * What a connection test showed.
 *
 * @param reachable whether an answer came, whatever it said
 * @param tls {@code none} for a plain address, {@code ok}, or why no protected connection came about
 * @param signedIn whether the product took the hub's credentials; null: unknown
 * @param version as the product gave it, or null
 * @param clockSkew by how many seconds its clock is ahead of the hub's; null: it didn't tell the time
 * @param words its own words, or why there are none
 * @param advice what to do next
 * @param notes how the product is set up, where it could be asked
 */
public record Connection(
        boolean reachable,
        String tls,
        Boolean signedIn,
        String version,
        Long clockSkew,
        String words,
        String advice,
        List<String> notes) {

    public Connection {
        notes = List.copyOf(notes);
    }

    /** The same of a product that wasn't asked how it is set up. */
    public Connection(
            boolean reachable,
            String tls,
            Boolean signedIn,
            String version,
            Long clockSkew,
            String words,
            String advice) {
        this(reachable, tls, signedIn, version, clockSkew, words, advice, List.of());
    }

    /** The same with how the product is set up. */
    public Connection with(List<String> about) {
        return new Connection(reachable, tls, signedIn, version, clockSkew, words, advice, about);
    }
}
