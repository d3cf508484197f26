// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Somebody who is told what the hub learns.
 *
 * @param kind syslog, webhook or mail
 * @param tells alerts, changes, detections
 * @param authority certificates that alone are trusted, as PEM; null: the system's
 * @param signed whether what it is told is signed with a secret
 * @param batch the most things that it is told with one call
 * @param configured whether it stands in the configuration
 * @param backlog how many things it was not told yet, by kind; 100000 means that many or more
 * @param told how many things it was told so far
 * @param failures how often in a row it could not be told
 * @param stopped why its receiver refuses it for good; null: it doesn't
 */
public record Forward(
        String name,
        String kind,
        List<String> tells,
        String address,
        String authority,
        boolean signed,
        int batch,
        boolean configured,
        Map<String, Long> backlog,
        long told,
        int failures,
        String stopped,
        Instant nextTryAt,
        Instant lastSuccessAt,
        String lastError,
        Instant lastErrorAt) {

    /**
     * What somebody wants told.
     *
     * @param secret null: as it was, or none
     * @param fromStart whether a new forward is told all that there is, and not only what comes from now on
     */
    public record Wanted(
            String name,
            String kind,
            List<News.Kind> tells,
            String address,
            String authority,
            String secret,
            int batch,
            boolean fromStart) {

        public Wanted {
            tells = List.copyOf(tells);
        }

        /** Never shows the secret. */
        @Override
        public String toString() {
            return "Wanted[" + kind + " " + name + " " + tells + "]";
        }
    }
}
