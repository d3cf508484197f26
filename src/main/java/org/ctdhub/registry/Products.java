// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.policy.CapabilityRow;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The registered products, as the registry needs them: their schedules, and what each may receive. No settings. */
@Repository
public class Products {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Views views;
    private final Clock clock;

    public Products(JdbcClient jdbc, TransactionTemplate transaction, Views views, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.views = views;
        this.clock = clock;
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
            pushed.ifPresent(row -> views.give(pushReader(name, product), row));
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
                .ifPresent(product -> pushed.ifPresent(row -> views.give(pushReader(name, product), row))));
    }

    /** Keeps how a product tells what it met: none, syslog or api. */
    public void tells(String name, String detections) {
        jdbc.sql("update product set detections = :detections where name = :name")
                .param("detections", detections)
                .param("name", name)
                .update();
    }

    /** Keeps how a product's complete answers are judged: see the columns of the table. */
    public void judge(String name, int missing, Optional<Integer> holdAtLoss) {
        jdbc.sql("update product set missing_answers = :missing, hold_at_loss = :loss where name = :name")
                .param("missing", missing)
                .param("loss", holdAtLoss.orElse(null))
                .param("name", name)
                .update();
    }

    /** Keeps of which types a product learns through which other one; takes the other's name by type. */
    public void learnsThrough(String name, Map<String, String> others) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("delete from product_via where product_id = (select id from product where name = :name)")
                    .param("name", name)
                    .update();
            others.forEach((type, through) -> jdbc.sql("""
                            insert into product_via (product_id, type, through)
                            select id, :type, :through from product where name = :name""")
                    .param("name", name)
                    .param("type", type)
                    .param("through", through)
                    .update());
        });
    }

    /** Has the subscribers that are this product see the log through this row from now on. */
    public void seeThrough(String name, CapabilityRow row) {
        jdbc.sql("""
                        select r.id from reader r join product p on p.id = r.product_id
                         where p.name = :name and r.client is not null and r.state = 'active' order by r.id""").param("name", name).query(Integer.class).list().forEach(reader -> views.give(reader, row));
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
                        insert into reader (name, product_id, since) values (:name, :product, :at::timestamptz)
                        on conflict (name) do update set product_id = excluded.product_id, state = 'active'
                        returning id""")
                .param("name", name)
                .param("product", product)
                .param("at", clock.instant().toString())
                .query(Integer.class)
                .single();
    }
}
