// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.Reduction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The registered products, as the registry needs them: their schedules, and what each may receive. No settings. */
@Repository
public class Products {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    public Products(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /**
     * Enters a product of the configuration, or brings its entry up to date.
     *
     * @param collectEvery how often it is read; empty if it is no producer
     * @param askEvery how often it may be asked for SHA-256s; empty if it can't tell
     * @param pushed its capability row, if the hub pushes to it; a product that calls brings its row when it registers
     */
    public void enter(
            String name,
            String connector,
            Optional<String> version,
            Optional<Duration> collectEvery,
            Optional<Duration> askEvery,
            Optional<CapabilityRow> pushed) {
        transaction.executeWithoutResult(status -> {
            int product = jdbc.sql("""
                            insert into product (name, connector, version, collect_every, ask_every)
                            values (:name, :connector, :version, :collect::interval, :ask::interval)
                            on conflict (name) do update
                               set connector = excluded.connector, version = excluded.version, enabled = true,
                                   source = 'configuration', removed_at = null,
                                   collect_every = excluded.collect_every, ask_every = excluded.ask_every
                            returning id""")
                    .param("name", name)
                    .param("connector", connector)
                    .param("version", version.orElse(null))
                    .param("collect", collectEvery.map(Duration::toString).orElse(null))
                    .param("ask", askEvery.map(Duration::toString).orElse(null))
                    .query(Integer.class)
                    .single();
            pushed.ifPresent(row -> grant(pushReader(name, product), row));
        });
    }

    /** Brings the schedule and the row of a product that an operator registered up to date; takes the same as above. */
    public void schedule(
            String name, Optional<Duration> collectEvery, Optional<Duration> askEvery, Optional<CapabilityRow> pushed) {
        transaction.executeWithoutResult(status -> jdbc.sql("""
                        update product set collect_every = :collect::interval, ask_every = :ask::interval
                         where name = :name and source = 'registered' returning id""")
                .param("name", name)
                .param("collect", collectEvery.map(Duration::toString).orElse(null))
                .param("ask", askEvery.map(Duration::toString).orElse(null))
                .query(Integer.class)
                .optional()
                .ifPresent(product -> pushed.ifPresent(row -> grant(pushReader(name, product), row))));
    }

    /** Makes everything due that the hub does with a product by itself; false if there is no such product at work. */
    public boolean dueNow(String name, Instant at) {
        int found = jdbc.sql("""
                        update product set next_collect_at = :at::timestamptz, next_ask_at = :at::timestamptz
                         where name = :name and enabled""").param("name", name).param("at", at.toString()).update();
        jdbc.sql("""
                        update reader set not_before = null
                         where client is null and product_id = (select id from product where name = :name)""").param("name", name).update();
        return found == 1;
    }

    /** Products that the configuration names no longer are neither read nor written to. */
    public void disableAllBut(Collection<String> names) {
        String[] kept = names.toArray(String[]::new);
        jdbc.sql("update product set enabled = false where source = 'configuration' and name <> all(:names::text[])")
                .param("names", kept)
                .update();
    }

    private int pushReader(String name, int product) {
        return jdbc.sql("""
                        insert into reader (name, product_id) values (:name, :product)
                        on conflict (name) do update set product_id = excluded.product_id
                        returning id""")
                .param("name", name)
                .param("product", product)
                .query(Integer.class)
                .single();
    }

    /** Gives a reader a row: from now on it sees the log through it. */
    void grant(int reader, CapabilityRow row) {
        String before = capabilities(reader);
        jdbc.sql("delete from capability where reader_id = :reader")
                .param("reader", reader)
                .update();
        Set<ObjectType> taken = row.types().keySet();
        for (Reduction reduction : row.reductions()) {
            if (taken.contains(reduction.type())) {
                jdbc.sql("""
                                insert into capability (reader_id, type, wanted, given, needs_sha256, user_defined)
                                values (:reader, :type, :wanted, :given, :needs, :honours)""")
                        .param("reader", reader)
                        .param("type", reduction.type().word())
                        .param("wanted", reduction.wanted().word())
                        .param("given", reduction.given().map(a -> a.word()).orElse(null))
                        .param("needs", row.needsSha256(reduction.type()))
                        .param("honours", row.userDefined().contains(reduction.type()))
                        .update();
            }
        }
        keepInView(reader);
        if (!before.isEmpty() && !before.equals(capabilities(reader))) {
            jdbc.sql("update reader set offered = 0 where id = :reader and client is null")
                    .param("reader", reader)
                    .update();
        }
    }

    private String capabilities(int reader) {
        return jdbc.sql("""
                        select coalesce(string_agg(concat_ws(' ', type, wanted, given, needs_sha256, user_defined), ','
                                                   order by type, wanted), '')
                          from capability where reader_id = :reader and given is not null""").param("reader", reader).query(String.class).single();
    }

    /** A type that was taken, and is no longer, stays in view with nothing given, so that what was sent is withdrawn. */
    private void keepInView(int reader) {
        jdbc.sql("""
                        insert into capability (reader_id, type, wanted, given, needs_sha256, user_defined)
                        select distinct c.reader_id, o.type, a.action, null::text, false, true
                          from contribution c join object o on o.id = c.object_id
                         cross join unnest('{log,block,quarantine}'::text[]) as a(action)
                         where c.reader_id = :reader
                        on conflict do nothing""").param("reader", reader).update();
    }
}
