// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.auth.BrokenSealException;
import org.ctdhub.auth.Seal;
import org.ctdhub.registry.Forward.Wanted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Who is told what the hub learns: registered by operators, and the mail of the configuration. Secrets stand sealed. */
@Repository
public class Forwards {

    /** The forward by mail that the configuration names. */
    public static final String MAIL = "alerts-by-mail";

    private static final Logger LOG = LoggerFactory.getLogger(Forwards.class);
    private static final int LETTER = 100;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Seal seal;
    private final Audit audit;

    public Forwards(JdbcClient jdbc, TransactionTemplate transaction, Seal seal, Audit audit) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.seal = seal;
        this.audit = audit;
    }

    /** Every forward, by name. */
    public List<Forward> all() {
        return jdbc.sql(SELECT + " order by f.name").query(Forwards::forward).list();
    }

    /** The forward of this name; throws {@link NotFound}. */
    public Forward get(String name) {
        return find(name).orElseThrow(() -> new NotFound("There is no such forward; GET /api/v1/forwards lists them."));
    }

    private Optional<Forward> find(String name) {
        return jdbc.sql(SELECT + " where f.name = :name")
                .param("name", name)
                .query(Forwards::forward)
                .optional();
    }

    /** Registers a forward, which is told from now on, or from the start. Throws {@link Conflict} if the name is taken. */
    public Forward create(Actor by, Wanted wanted) {
        return transaction.execute(status -> {
            if (find(wanted.name()).isPresent()) {
                throw new Conflict("A forward of this name is registered already. Choose another, or change that one.");
            }
            write(insert(wanted, false), wanted);
            Forward after = get(wanted.name());
            audit.record(by, "forward.create", subject(wanted.name()), null, shown(after));
            return after;
        });
    }

    private int insert(Wanted wanted, boolean configured) {
        return jdbc.sql("""
                        insert into forward (name, kind, tells, address, batch, configured, alerts_at, changes_at, detections_at)
                        select :name, :kind, '{}', '', 1, :configured,
                               case when :start then 0 else alerts end, case when :start then 0 else changes end,
                               case when :start then 0 else detections end
                          from heads() returning id""")
                .param("name", wanted.name())
                .param("kind", wanted.kind())
                .param("configured", configured)
                .param("start", wanted.fromStart())
                .query(Integer.class)
                .single();
    }

    /** Changes a forward; it goes on from where it was, and is tried at once. */
    public Forward change(Actor by, Wanted wanted) {
        return transaction.execute(status -> {
            Forward before = changeable(wanted.name());
            write(id(wanted.name()), wanted);
            Forward after = get(wanted.name());
            audit.record(by, "forward.change", subject(wanted.name()), shown(before), shown(after));
            return after;
        });
    }

    /** What it is told from now on starts at the head, where it was not told that kind of thing before. */
    private void write(int id, Wanted wanted) {
        jdbc.sql("""
                        update forward f set
                            alerts_at = case when 'alerts' = any(f.tells) or f.tells = '{}' then alerts_at else h.alerts end,
                            changes_at = case when 'changes' = any(f.tells) or f.tells = '{}' then changes_at else h.changes end,
                            detections_at = case when 'detections' = any(f.tells) or f.tells = '{}' then detections_at
                                                 else h.detections end,
                            tells = :tells::text[], address = :address, authority = :authority, batch = :batch,
                            attempt = attempt + 1, lease = null, not_before = null, failures = 0, stopped = null,
                            last_error = null, trying = null, trying_to = null
                          from heads() h where f.id = :id""")
                .param("tells", wanted.tells().stream().map(News.Kind::word).toArray(String[]::new))
                .param("address", wanted.address())
                .param("authority", wanted.authority())
                .param("batch", wanted.batch())
                .param("id", id)
                .update();
        if (wanted.secret() != null) {
            jdbc.sql("update forward set sealed = :sealed where id = :id")
                    .param("sealed", seal.seal(wanted.secret(), place(id)))
                    .param("id", id)
                    .update();
        }
    }

    /** Removes a forward; what it was not told yet, it never is. */
    public void remove(Actor by, String name) {
        transaction.executeWithoutResult(status -> {
            Forward before = changeable(name);
            jdbc.sql("delete from forward where name = :name")
                    .param("name", name)
                    .update();
            audit.record(by, "forward.remove", subject(name), shown(before), null);
        });
    }

    /** Has a forward that was stopped, or waits after a failure, tried at once. */
    public Forward resume(Actor by, String name) {
        return transaction.execute(status -> {
            Forward before = get(name);
            jdbc.sql("update forward set stopped = null, not_before = null, failures = 0 where name = :name")
                    .param("name", name)
                    .update();
            audit.record(by, "forward.resume", subject(name), before.stopped(), null);
            return get(name);
        });
    }

    /** Brings the forward by mail in line with the configuration: to these addresses, or to nobody. */
    public void configureMail(List<String> to) {
        transaction.executeWithoutResult(status -> {
            if (to.isEmpty()) {
                jdbc.sql("delete from forward where configured").update();
                return;
            }
            jdbc.sql("select lock_list()").query(row -> {}); // another node may start just now
            String address = String.join(", ", to);
            Optional<Forward> known = find(MAIL);
            if (known.filter(mail -> mail.address().equals(address)).isEmpty()) {
                Wanted wanted = new Wanted(MAIL, "mail", List.of(News.Kind.ALERTS), address, null, null, LETTER, false);
                write(known.isPresent() ? id(MAIL) : insert(wanted, true), wanted);
            }
        });
    }

    /** A forward's secret in the clear, or null. */
    String secret(int id, byte[] sealed) {
        return sealed == null ? null : seal.open(sealed, place(id));
    }

    /** Seals with the current key what an older one sealed; answers how many secrets that were. */
    public int sealAnew() {
        int count = 0;
        for (int id : jdbc.sql("select id from forward where sealed is not null order by id")
                .query(Integer.class)
                .list()) {
            byte[] sealed = jdbc.sql("select sealed from forward where id = :id")
                    .param("id", id)
                    .query(byte[].class)
                    .single();
            count += seal.isCurrent(sealed) ? 0 : sealAnew(id, sealed);
        }
        return count;
    }

    private int sealAnew(int id, byte[] sealed) {
        try {
            return jdbc.sql("update forward set sealed = :anew where id = :id and sealed = :before")
                    .param("anew", seal.seal(secret(id, sealed), place(id)))
                    .param("id", id)
                    .param("before", sealed)
                    .update();
        } catch (BrokenSealException e) {
            LOG.error("{} is not sealed anew: {}", place(id), e.getMessage());
            return 0;
        }
    }

    private Forward changeable(String name) {
        jdbc.sql("select id from forward where name = :name for update")
                .param("name", name)
                .query(row -> {});
        Forward forward = get(name);
        if (forward.configured()) {
            throw new Conflict("This forward stands in the configuration. Change ctd.alerts.mail-to there, and start"
                    + " the hub again.");
        }
        return forward;
    }

    private int id(String name) {
        return jdbc.sql("select id from forward where name = :name")
                .param("name", name)
                .query(Integer.class)
                .single();
    }

    /** For the audit: where it goes may hold a secret in its query. */
    private static Map<String, Object> shown(Forward forward) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("kind", forward.kind());
        shown.put("tells", forward.tells());
        shown.put("address", forward.address().replaceFirst("\\?.*", "?…"));
        shown.put("batch", forward.batch());
        return shown;
    }

    private static String subject(String name) {
        return "forward/" + name;
    }

    /** Where a secret stands: it opens nowhere else. */
    private static String place(int id) {
        return "forward/" + id;
    }

    private static Forward forward(ResultSet row, int n) throws SQLException {
        List<String> tells = List.of((String[]) row.getArray("tells").getArray());
        Map<String, Long> backlog = new LinkedHashMap<>();
        for (String kind : tells) {
            backlog.put(kind, row.getLong(kind + "_behind"));
        }
        Instant next = Stored.instant(row, "not_before");
        return new Forward(
                row.getString("name"),
                row.getString("kind"),
                tells,
                row.getString("address"),
                row.getString("authority"),
                row.getBoolean("signed"),
                row.getInt("batch"),
                row.getBoolean("configured"),
                backlog,
                row.getLong("told"),
                row.getInt("failures"),
                row.getString("stopped"),
                row.getInt("failures") == 0 ? null : next,
                Stored.instant(row, "last_success_at"),
                row.getString("last_error"),
                Stored.instant(row, "last_error_at"));
    }

    private static final String SELECT = """
            select f.*, f.sealed is not null as signed, untold(f, 'alerts') as alerts_behind,
                   untold(f, 'changes') as changes_behind, untold(f, 'detections') as detections_behind
              from forward f""";
}
