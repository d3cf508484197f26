// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** When it is looked for newer versions of warning lists, and what could not be taken then. */
@Repository
public class WarningLooks {

    private static final Duration LEASE = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final Clock clock;

    public WarningLooks(JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /** What could not be taken: a list, or the folder of lists. */
    public record Failure(String name, String source, String error, Instant since) {}

    /** Takes the next look at where lists come from, if it is time; true for one process. */
    public boolean claimLook() {
        return jdbc.sql("""
                        update warning_look set next_at = :at::timestamptz + :lease::interval
                         where next_at <= :at::timestamptz""")
                        .param("at", clock.instant().toString())
                        .param("lease", LEASE.toString())
                        .update()
                == 1;
    }

    /**
     * Ends a look. A list that nothing offered stays in force, and is told of: a disk that isn't there must not let go of what
     * its lists hold. Who asked for another look while this one was under way gets it.
     */
    public void looked(List<String> offered, Duration every, Duration again) {
        jdbc.sql("""
                        delete from warning_failure f
                         where f.name <> all(:offered) and not exists (select from warning_list l where l.name = f.name)""").param("offered", offered.toArray(String[]::new)).update();
        jdbc.sql("""
                        select name, source from warning_list
                         where source <> 'built-in' and name <> all(:offered)""").param("offered", offered.toArray(String[]::new)).query(row -> {
            failed(
                    row.getString("name"),
                    row.getString("source"),
                    "Nothing offers it any more, and its last version stays in force."
                            + " Take the list away if that is meant.");
        });
        jdbc.sql("""
                        update warning_look set next_at = :at::timestamptz
                               + case when exists (select from warning_failure) then least(:every::interval, :again::interval)
                                      else :every::interval end
                         where next_at <> '-infinity'""")
                .param("at", clock.instant().toString())
                .param("every", every.toString())
                .param("again", again.toString())
                .update();
    }

    /** Has the lists looked for at once. */
    public void lookNow() {
        jdbc.sql("update warning_look set next_at = '-infinity'").update();
    }

    /** What was found could not be taken: the version before stays in force. */
    public void failed(String name, String source, String error) {
        jdbc.sql("""
                        insert into warning_failure as f (name, source, error, since)
                        values (:name, :source, left(:error, 1000), :at::timestamptz)
                        on conflict (name) do update set source = excluded.source, error = excluded.error""")
                .param("at", clock.instant().toString())
                .param("source", source)
                .param("error", error)
                .param("name", name)
                .update();
    }

    /** It could be taken again. */
    public void recovered(String name) {
        jdbc.sql("delete from warning_failure where name = :name")
                .param("name", name)
                .update();
    }

    /** What could not be taken, by name. */
    public List<Failure> failures() {
        return jdbc.sql("select * from warning_failure order by name")
                .query((row, n) -> new Failure(
                        row.getString("name"),
                        row.getString("source"),
                        row.getString("error"),
                        Stored.instant(row, "since")))
                .list();
    }

    /** Lets a list's next version have lost most entries, and has it looked for at once. Throws {@link NotFound}. */
    public void letShrink(String name, Actor by) {
        transaction.executeWithoutResult(status -> {
            if (jdbc.sql("update warning_failure set shrunk = true where name = :name")
                            .param("name", name)
                            .update()
                    == 0) {
                throw new NotFound("No version of the warning list " + name + " was refused.");
            }
            audit.record(by, "guard", "warning-list/" + name, null, Map.of("shrunk", true));
            lookNow();
        });
    }

    /** Whether somebody let the next version shrink. */
    public boolean mayShrink(String name) {
        return jdbc.sql("select exists (select from warning_failure where name = :name and shrunk)")
                .param("name", name)
                .query(Boolean.class)
                .single();
    }
}
