// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ctdhub.registry.Away;
import org.ctdhub.registry.OvertakenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * How pieces of work ended, while the database can't be told: it is told as soon as it is back. Else a product that was claimed
 * would rest until its lease is over, although the process that has it lives and has nothing to do with it any more.
 */
@Component("looseEnds")
public class LooseEnds {

    private static final Logger LOG = LoggerFactory.getLogger(LooseEnds.class);

    private final Queue<Runnable> loose = new ConcurrentLinkedQueue<>();

    /** Writes how a piece of work ended, or keeps it for later; what writes it must be harmless the second time. */
    void write(Runnable end) {
        try {
            end.run();
        } catch (RuntimeException e) {
            if (!Away.is(e)) {
                throw e;
            }
            LOG.warn("How a piece of work ended can't be written just now: {}", ProductError.text(e));
            loose.add(end);
        }
    }

    /** For a route: writes what could not be written before, unless somebody else took the work over meanwhile. */
    public void tie() {
        for (int left = loose.size(); left > 0; left--) {
            try {
                write(loose.remove());
            } catch (OvertakenException late) {
                LOG.warn("{}", late.getMessage());
            }
        }
    }
}
