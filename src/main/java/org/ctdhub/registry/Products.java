// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Duration;
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
     * Enters a product, or brings its entry up to date.
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

    /** Products that are registered no longer are neither read nor written to. */
    public void disableAllBut(Collection<String> names) {
        String[] kept = names.toArray(String[]::new);
        jdbc.sql("update product set enabled = false where name <> all(:names::text[])")
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
    }
}
