// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Whether the hub tells anybody anything. While it is off the log grows on; once it is on, each reader goes on where it stood. */
@Repository
public class DistributionSwitch {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Audit audit;

    public DistributionSwitch(JdbcClient jdbc, TransactionTemplate transaction, Audit audit) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
    }

    /**
     * How the hub distributes.
     *
     * @param serviceUrl under which products reach it, to show to those who set them up; null: not told
     */
    public record Position(boolean enabled, String serviceUrl) {}

    /** Whether anybody is told anything now. */
    public boolean isOn() {
        return get().enabled();
    }

    /** How it stands. */
    public Position get() {
        return read("");
    }

    /** Puts it there. */
    public Position put(Actor actor, Position wanted) {
        return transaction.execute(status -> {
            Position before = read(" for update");
            jdbc.sql("update distribution set enabled = :enabled, service_url = :url")
                    .param("enabled", wanted.enabled())
                    .param("url", wanted.serviceUrl())
                    .update();
            audit.record(actor, "distribution.change", "distribution", before, wanted);
            return wanted;
        });
    }

    private Position read(String lock) {
        return jdbc.sql("select enabled, service_url from distribution" + lock)
                .query(DistributionSwitch::position)
                .single();
    }

    private static Position position(ResultSet row, int number) throws SQLException {
        return new Position(row.getBoolean("enabled"), row.getString("service_url"));
    }
}
