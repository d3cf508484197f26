// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.policy.Switches;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The products that are registered while the hub runs. Each change ends what is under way with the product. */
@Repository
public class Registrations {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ProductSettings settings;
    private final Clock clock;

    public Registrations(JdbcClient jdbc, TransactionTemplate transaction, ProductSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.settings = settings;
        this.clock = clock;
    }

    /** Every product that is not removed, by name; those that the configuration names no longer are left out. */
    public List<Registered> all() {
        return jdbc.sql(SELECT
                        + " where p.removed_at is null and (p.source = 'registered' or p.enabled) order by p.name")
                .query((row, n) -> registered(row))
                .list();
    }

    /** The product of this name, if there is one that is not removed. */
    public Optional<Registered> find(String name) {
        return jdbc.sql(SELECT
                        + " where p.name = :name and p.removed_at is null and (p.source = 'registered' or p.enabled)")
                .param("name", name)
                .query((row, n) -> registered(row))
                .optional();
    }

    /** The registered products that shall work now, each with its revision. */
    public Map<String, Long> revisions() {
        Map<String, Long> revisions = new HashMap<>();
        jdbc.sql("select name, revision from product where source = 'registered' and enabled and removed_at is null")
                .query(row -> {
                    revisions.put(row.getString("name"), row.getLong("revision"));
                });
        return revisions;
    }

    /** A secret of a product, in the clear. */
    public String secret(Registered product, String setting) {
        return settings.open(product.id(), product.name(), setting);
    }

    /**
     * Registers a product. One of this name that was removed comes back with what was known of it, if it is of the same
     * kind; else the old one gives its name away. Throws {@link Conflict} if the name is taken.
     */
    public void create(Registration wanted) {
        transaction.executeWithoutResult(status -> {
            Optional<Registered> former = former(wanted.name());
            int product = former.filter(old -> old.connector().equals(wanted.connector()))
                    .map(old -> revive(old, wanted))
                    .orElseGet(() -> insert(former, wanted));
            settings.write(product, wanted.name(), wanted.open(), wanted.secrets());
        });
    }

    private Optional<Registered> former(String name) {
        if (find(name).isPresent()) {
            throw taken(name);
        }
        return jdbc.sql(SELECT + " where p.name = :name for update of p")
                .param("name", name)
                .query((row, n) -> registered(row))
                .optional();
    }

    private int revive(Registered old, Registration wanted) {
        update(old.id(), wanted);
        jdbc.sql("update product set removed_at = null, enabled = true, source = 'registered' where id = :id")
                .param("id", old.id())
                .update();
        interrupt(old.id());
        lookAnew(old.id());
        return old.id();
    }

    private int insert(Optional<Registered> former, Registration wanted) {
        former.ifPresent(old -> {
            jdbc.sql("update reader set name = name || '~' || :id where product_id = :id and client is null")
                    .param("id", old.id())
                    .update();
            jdbc.sql("update product set name = name || '~' || :id where id = :id")
                    .param("id", old.id())
                    .update();
        });
        int product = jdbc.sql("""
                        insert into product (name, connector, source) values (:name, :connector, 'registered')
                        on conflict (name) do nothing returning id""")
                .param("name", wanted.name())
                .param("connector", wanted.connector())
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> taken(wanted.name()));
        update(product, wanted);
        return product;
    }

    /**
     * Changes a registered product. Where an open setting changes, the product may be another machine: its list is read
     * from the beginning, and what it is said to hold is looked for. Throws {@link Stale}.
     *
     * @param revision the one that the change was made for
     */
    public void change(Registration wanted, long revision) {
        transaction.executeWithoutResult(status -> {
            Registered old = at(wanted.name(), revision);
            update(old.id(), wanted);
            settings.write(old.id(), wanted.name(), wanted.open(), wanted.secrets());
            interrupt(old.id());
            if (!place(old.open()).equals(place(wanted.open()))) {
                lookAnew(old.id());
            }
        });
    }

    /** Lets a registered product rest, or work again. Throws {@link Stale}. */
    public void enable(String name, boolean enabled, long revision) {
        transaction.executeWithoutResult(status -> {
            Registered old = at(name, revision);
            jdbc.sql("update product set enabled = :enabled, revision = revision + 1 where id = :id")
                    .param("enabled", enabled)
                    .param("id", old.id())
                    .update();
            interrupt(old.id());
        });
    }

    /** Marks a registered product as leaving: it works until it holds nothing any more. Throws {@link Stale}. */
    void leave(String name, long revision) {
        Registered old = at(name, revision);
        jdbc.sql("update product set leaving = true where id = :id")
                .param("id", old.id())
                .update();
    }

    /** Removes a product that holds nothing; one of its name would begin anew. */
    void removeEmptied(String name) {
        Registered old = find(name).orElseThrow();
        remove(name, old.revision());
        jdbc.sql("delete from contribution where reader_id in (select id from reader where product_id = :id)")
                .param("id", old.id())
                .update();
        jdbc.sql("delete from delivered where reader_id in (select id from reader where product_id = :id)")
                .param("id", old.id())
                .update();
        jdbc.sql("""
                        update reader set stopped = false, offered = 0 where product_id = :id and client is null""").param("id", old.id()).update();
    }

    /** Removes a registered product and its settings; what it reported stays. Throws {@link Stale}. */
    public void remove(String name, long revision) {
        transaction.executeWithoutResult(status -> {
            Registered old = at(name, revision);
            jdbc.sql("""
                            update product set enabled = false, leaving = false, removed_at = :at::timestamptz, revision = revision + 1
                             where id = :id""")
                    .param("at", clock.instant().toString())
                    .param("id", old.id())
                    .update();
            jdbc.sql("update reader set state = 'gone' where product_id = :id and client is not null")
                    .param("id", old.id())
                    .update();
            settings.write(old.id(), name, Map.of(), Map.of());
            interrupt(old.id());
        });
    }

    private Registered at(String name, long revision) {
        return jdbc.sql(SELECT + """
                         where p.name = :name and p.revision = :revision and p.source = 'registered' and p.removed_at is null
                           for update of p""")
                .param("name", name)
                .param("revision", revision)
                .query((row, n) -> registered(row))
                .optional()
                .orElseThrow(() -> changedMeanwhile(name));
    }

    private void update(int product, Registration wanted) {
        jdbc.sql("""
                        update product set version = :version, read_every = :every::interval, calls_per_second = :calls,
                                           revision = revision + 1
                         where id = :id""")
                .param("version", wanted.version().orElse(null))
                .param("every", wanted.every().map(Duration::toString).orElse(null))
                .param("calls", wanted.callsPerSecond().orElse(null))
                .param("id", product)
                .update();
    }

    /** Whatever is under way writes nothing any more, and the product is due at once. */
    private void interrupt(int product) {
        jdbc.sql("""
                        update product set collect_attempt = collect_attempt + 1, ask_attempt = ask_attempt + 1,
                               collect_lease = null, ask_lease = null, next_collect_at = null, next_ask_at = null,
                               last_error = null
                         where id = :id""").param("id", product).update();
        jdbc.sql("""
                        update reader set attempt = attempt + 1, lease = null, not_before = null, failures = 0,
                               last_error = null
                         where product_id = :id and client is null""").param("id", product).update();
    }

    private static Map<String, String> place(Map<String, String> settings) {
        Map<String, String> place = new HashMap<>(settings);
        place.keySet().removeAll(Switches.NAMES);
        return place;
    }

    /** Nothing is believed of what was read and written so far. */
    private void lookAnew(int product) {
        jdbc.sql("update cursor set full_read_at = null where product_id = :id")
                .param("id", product)
                .update();
        jdbc.sql("update list_file set placed = null where reader_id in (select id from reader where product_id = :id)")
                .param("id", product)
                .update();
        jdbc.sql("""
                        update delivered set state = 'due', unsure = true, tries = 0, reason = null, not_before = null
                         where reader_id in (select id from reader where product_id = :id and client is null)""").param("id", product).update();
    }

    private Registered registered(ResultSet row) throws SQLException {
        int id = row.getInt("id");
        Map<String, String> open = new HashMap<>();
        Set<String> sealed = new HashSet<>();
        settings.read(id, open, sealed);
        return new Registered(
                id,
                row.getString("name"),
                row.getString("connector"),
                Optional.ofNullable(row.getString("version")),
                row.getString("source").equals("configuration"),
                row.getBoolean("enabled"),
                row.getLong("revision"),
                Optional.ofNullable(row.getObject("every", Double.class))
                        .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000))),
                Optional.ofNullable(row.getObject("calls_per_second", Integer.class)),
                Map.copyOf(open),
                Set.copyOf(sealed));
    }

    private static final String SELECT = """
            select p.id, p.name, p.connector, p.version, p.source, p.enabled, p.revision, p.calls_per_second,
                   extract(epoch from p.read_every)::float8 as every
              from product p
            """;

    private static Conflict taken(String name) {
        return new Conflict(
                "A product named " + name + " is registered already. Choose another name, or edit that one.");
    }

    /** Says that somebody else changed a product since it was read, or removed it. */
    public static Stale changedMeanwhile(String name) {
        return new Stale(
                "The product " + name + " was changed or removed meanwhile. Read it again, and repeat your change.");
    }
}
