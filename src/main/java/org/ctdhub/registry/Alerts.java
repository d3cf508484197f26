// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What a person should look at. It is raised once it has held for a minute, and cleared once it has stayed away for one. */
@Repository("alerts")
public class Alerts {

    private final JdbcClient jdbc;
    private final Duration silentAfter;
    private final Clock clock;

    public Alerts(JdbcClient jdbc, Settings settings, Clock clock) {
        this.jdbc = jdbc;
        this.silentAfter = settings.silentAfter();
        this.clock = clock;
    }

    /**
     * What is set.
     *
     * @param silentAfter how long a product that has to call may stay away
     * @param mailTo who is told by mail
     */
    public record Settings(Duration silentAfter, List<String> mailTo) {

        public Settings {
            mailTo = List.copyOf(mailTo);
        }
    }

    /**
     * An alert.
     *
     * @param kind such as product_behind
     * @param subject whom it is about
     * @param clearedAt when it was over, or null
     */
    public record Alert(
            long id,
            String kind,
            String subject,
            String message,
            Instant seenAt,
            Instant raisedAt,
            Instant clearedAt) {}

    /** For a route: looks what holds now. */
    @Transactional
    public void watch() {
        jdbc.sql("select watch(:at::timestamptz, :silent::interval)")
                .param("at", clock.instant().toString())
                .param("silent", silentAfter.toString())
                .query(row -> {});
    }

    /** Those that were raised, the open ones first, then the newest. */
    public List<Alert> all(boolean openOnly, int most) {
        return jdbc.sql("""
                        select * from alert where raised_at is not null and (cleared_at is null or not :open)
                         order by cleared_at desc nulls first, raised_at desc, id desc limit :most""")
                .param("open", openOnly)
                .param("most", most)
                .query((row, n) -> new Alert(
                        row.getLong("id"),
                        row.getString("kind"),
                        row.getString("subject"),
                        row.getString("message"),
                        Stored.instant(row, "seen_at"),
                        Stored.instant(row, "raised_at"),
                        Stored.instant(row, "cleared_at")))
                .list();
    }
}
