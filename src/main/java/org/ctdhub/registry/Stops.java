// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Emergency stop: everything that one producer ever said is taken back, or everything from one consumer. */
@Repository
public class Stops {

    private final JdbcClient jdbc;
    private final Tasks tasks;

    public Stops(JdbcClient jdbc, Tasks tasks) {
        this.jdbc = jdbc;
        this.tasks = tasks;
    }

    /** Stops a product as producer, as consumer, or as both, whatever it is; answers a task for each. */
    public List<Task> set(String product, boolean stopped, Actor by) {
        return works(product, stopped, by).stream().map(tasks::start).toList();
    }

    /** What that would do. */
    public List<Effect> preview(String product, boolean stopped, Actor by) {
        return works(product, stopped, by).stream().map(tasks::preview).toList();
    }

    /** The names of the products that are stopped, as producer, as consumer, or as both. */
    public Set<String> stopped() {
        return Set.copyOf(jdbc.sql("""
                        select p.name from product p where p.stopped
                        union
                        select p.name from product p join reader r on r.product_id = p.id where r.stopped""").query(String.class).list());
    }

    private List<Work> works(String product, boolean stopped, Actor by) {
        List<Work> works = new ArrayList<>();
        if (jdbc.sql("""
                        select exists (select from product p where p.name = :product and p.collect_every is not null)""").param("product", product).query(Boolean.class).single()) {
            works.add(producer(product, stopped, by));
        }
        consumers(product).forEach(reader -> works.add(consumer(product, reader, stopped, by)));
        if (works.isEmpty()) {
            throw new ImpossibleException("The product " + product
                    + " neither reports to this hub nor reads from it, so there is nothing to stop.");
        }
        return works;
    }

    /** Stops a product as consumer alone; answers a task for each way in which it takes objects. */
    List<Task> setConsumers(String product, boolean stopped, Actor by) {
        return consumers(product).stream()
                .map(reader -> tasks.start(consumer(product, reader, stopped, by)))
                .toList();
    }

    /** The readers that are this product: one that is pushed to, and each of its subscribers. */
    List<Integer> consumers(String product) {
        return jdbc.sql("""
                        select r.id from reader r join product p on p.id = r.product_id
                         where p.name = :product and r.state = 'active' order by r.id""").param("product", product).query(Integer.class).list();
    }

    Work producer(String product, boolean stopped, Actor by) {
        Map<String, Object> detail = new LinkedHashMap<>(Map.of("product", product));
        return new Work(
                stopped ? Work.Kind.STOP_PRODUCER : Work.Kind.RESUME_PRODUCER,
                detail,
                by,
                d -> jdbc.sql("update product set stopped = :stopped where name = :product")
                        .param("stopped", stopped)
                        .param("product", product)
                        .update());
    }

    Work consumer(String product, int reader, boolean stopped, Actor by) {
        Map<String, Object> detail = new LinkedHashMap<>(Map.of("product", product, "reader", reader));
        return new Work(
                stopped ? Work.Kind.STOP_CONSUMER : Work.Kind.RESUME_CONSUMER,
                detail,
                by,
                d -> jdbc.sql("update reader set stopped = :stopped where id = :reader")
                        .param("stopped", stopped)
                        .param("reader", reader)
                        .update());
    }
}
