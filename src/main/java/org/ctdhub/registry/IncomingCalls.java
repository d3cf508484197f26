// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Who called the hub as a source, and what came of it: what an operator looks at when a product doesn't get its list.
 * One row for a client, a service and a cause, and the newest thousand of them, so that nobody can fill the disk.
 */
@Repository
public class IncomingCalls {

    private static final int KEPT = 1_000;
    private static final int LONGEST = 200;

    private final JdbcClient jdbc;
    private final Clock clock;

    public IncomingCalls(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A call as it came: address, service, client and names are the caller's own words, and nobody vouches for them. */
    public record Call(
            String address,
            String service,
            String client,
            String hostName,
            String productName,
            String outcome,
            String cause) {}

    /** Calls of one client to one service that had the same outcome. */
    public record Line(
            Instant firstAt,
            Instant lastAt,
            int times,
            String address,
            String service,
            String client,
            String hostName,
            String productName,
            String outcome,
            String cause) {}

    /** Notes a call. */
    public void note(Call call) {
        boolean isNew = jdbc.sql("""
                        insert into incoming_call as c (first_at, last_at, address, service, client, host_name, product_name,
                                                        outcome, cause)
                        values (:at::timestamptz, :at::timestamptz, :address, :service, :client, :host, :product,
                                :outcome, :cause)
                        on conflict (client, service, cause) do update set
                            last_at = excluded.last_at, times = c.times + 1, address = excluded.address,
                            host_name = excluded.host_name, product_name = excluded.product_name,
                            outcome = excluded.outcome
                        returning times = 1""")
                .param("at", clock.instant().toString())
                .param("address", cut(call.address()))
                .param("service", cut(call.service()))
                .param("client", cut(call.client()))
                .param("host", cut(call.hostName()))
                .param("product", cut(call.productName()))
                .param("outcome", cut(call.outcome()))
                .param("cause", cut(call.cause()))
                .query(Boolean.class)
                .single();
        if (isNew) {
            jdbc.sql("""
                            delete from incoming_call
                             where id in (select id from incoming_call order by last_at desc, id desc offset :kept)""").param("kept", KEPT).update();
        }
    }

    /** All that are kept, the last first. */
    public List<Line> all() {
        return jdbc.sql("select c.* from incoming_call c order by c.last_at desc, c.id desc")
                .query(LINE)
                .list();
    }

    /** The last call of a registered product, if it has registered itself with its own key. */
    public Optional<Line> lastOf(String product) {
        return jdbc.sql("""
                        select c.* from incoming_call c
                          join reader r on r.client::text = translate(lower(c.client), '{}', '')
                          join product p on p.id = r.product_id
                         where p.name = :product
                         order by c.last_at desc, c.id desc limit 1""").param("product", product).query(LINE).optional();
    }

    /** Short, and fit to be stored and shown: no control characters, no half of a surrogate pair. */
    private static String cut(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        return start.replaceAll("[\\p{Cntrl}\\x{D800}-\\x{DFFF}]", "?");
    }

    private static final RowMapper<Line> LINE = (row, n) -> new Line(
            Stored.instant(row, "first_at"),
            Stored.instant(row, "last_at"),
            row.getInt("times"),
            row.getString("address"),
            row.getString("service"),
            row.getString("client"),
            row.getString("host_name"),
            row.getString("product_name"),
            row.getString("outcome"),
            row.getString("cause"));
}
