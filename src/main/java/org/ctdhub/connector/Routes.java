// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How the routes of this process do. */
public interface Routes {

    /** All of them, by id. */
    List<Line> all();

    /**
     * One route, since this process began.
     *
     * @param id {@code <chapter>.<verb>}, or {@code <product>.<verb>}
     * @param description what it is there for, or null
     * @param running whether it stands ready for what comes
     * @param total how often it ran
     * @param lastMinutes how often a minute in the last five
     * @param failed how often it ended with a failure
     * @param inFlight how many are under way
     * @param mean how long it takes, on average
     * @param mostTake nineteen of twenty took no longer than this; null: some of them took longer than is counted
     * @param lastFailure what the last failure said, or null
     * @param lastFailedAt when that was, or null
     */
    record Line(
            String id,
            String description,
            boolean running,
            long total,
            double lastMinutes,
            long failed,
            int inFlight,
            Duration mean,
            Duration mostTake,
            String lastFailure,
            Instant lastFailedAt) {}
}
