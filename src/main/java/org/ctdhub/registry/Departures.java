// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Products that are replaced or go: what a product holds is sent again, or is withdrawn before the product is removed, so
 * that nothing stays enforced of which nobody knows any more.
 */
@Repository
public class Departures {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Registrations registrations;
    private final Stops stops;
    private final Tasks tasks;

    public Departures(
            JdbcClient jdbc, TransactionTemplate transaction, Registrations registrations, Stops stops, Tasks tasks) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.registrations = registrations;
        this.stops = stops;
        this.tasks = tasks;
    }

    /** How many objects a product has from this hub, as far as is known. */
    public long held(String product) {
        return jdbc.sql("""
                        select (select count(*)
                                  from reader r join delivered d on d.reader_id = r.id
                                 where r.product_id = p.id and (d.held is not null or d.unsure or d.state = 'sending'))
                             + (select count(*)
                                  from reader r cross join lateral view_of(r.id, 0, 2147483647, true) v
                                 where r.product_id = p.id and (r.client is not null or r.whole) and r.state = 'active'
                                   and v.number <= greatest(r.offered, case when r.whole then r.watermark end))
                          from product p where p.name = :product""").param("product", product).query(Long.class).single();
    }

    /** Withdraws all that a product has from this hub; once it has nothing left, {@link #finish} removes it. */
    public List<Task> withdraw(String product, long revision, Actor by) {
        return transaction.execute(status -> {
            registrations.leave(product, revision);
            return stops.setConsumers(product, true, by);
        });
    }

    /** For a route: removes the products that were to leave, and have nothing left. Answers their names. */
    public List<String> finish() {
        return transaction.execute(status -> {
            List<String> emptied = jdbc.sql("""
                            select p.name from product p
                             where p.leaving and p.removed_at is null
                               and not exists (
                                   select from task t
                                    where t.state = 'running' and t.kind = 'stop_consumer' and t.detail ->> 'product' = p.name)
                               and not exists (
                                   select from reader r
                                    where r.product_id = p.id and r.state = 'active'
                                      and (exists (select from view_change v
                                                    where v.reader_id = r.id
                                                      and v.seq > case when r.whole then greatest(r.offered, r.watermark)
                                                                     when r.client is null then r.offered else r.asked end)
                                           or exists (select from delivered d
                                                       where d.reader_id = r.id
                                                         and (d.held is not null or d.unsure or d.state = 'sending'))))
                             order by p.name for update skip locked""").query(String.class).list();
            emptied.forEach(registrations::removeEmptied);
            return emptied;
        });
    }

    /** An appliance was replaced, and holds nothing: whatever it shall have is sent again. Answers a task for each way. */
    public List<Task> sendAgain(String product, Actor by) {
        return stops.consumers(product).stream()
                .map(reader -> new Work(
                        Work.Kind.SEND_AGAIN,
                        new HashMap<>(Map.of("product", product, "reader", reader)),
                        by,
                        detail -> forget(reader)))
                .map(tasks::start)
                .toList();
    }

    /** What is under way is overtaken, and what was to be removed is gone with the old appliance. */
    private void forget(int reader) {
        jdbc.sql("""
                        update reader set attempt = attempt + 1, lease = null, not_before = null, failures = 0
                         where id = :reader and client is null""").param("reader", reader).update();
        jdbc.sql("update list_file set placed = null where reader_id = :reader")
                .param("reader", reader)
                .update();
        jdbc.sql("delete from delivered where reader_id = :reader and wanted is null")
                .param("reader", reader)
                .update();
        jdbc.sql("""
                        update delivered set held = null, remote_id = null, state = 'due', unsure = false, tries = 0,
                                             reason = null, not_before = null
                         where reader_id = :reader""").param("reader", reader).update();
    }
}
