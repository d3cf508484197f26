// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who this hub is to products and other hubs: an id made once, with its registry. */
@Repository
public class HubIdentity {

    private static final int SHOWN = 8;

    private final UUID origin;
    private final UUID generation;

    public HubIdentity(JdbcClient jdbc) {
        origin = jdbc.sql("select origin from hub").query(UUID.class).single();
        generation = jdbc.sql("select generation from hub").query(UUID.class).single();
    }

    /**
     * By what this hub knows again what it put into a product. Another hub at the same product has another mark, so neither
     * takes the other's entries for its own.
     */
    public String mark() {
        return "ctd-hub/" + origin.toString().substring(0, SHOWN);
    }

    /** The hub's own id. */
    public UUID origin() {
        return origin;
    }

    /** Which numbering of changes this is; another one when the numbers began anew. */
    public UUID generation() {
        return generation;
    }
}
