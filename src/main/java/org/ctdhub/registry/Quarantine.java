// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Records that could not be taken, with their reason: one bad record never stops a producer, nor vanishes. */
final class Quarantine {

    private final JdbcClient jdbc;

    Quarantine(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void keep(int product, String stream, List<Unreadable> records, Instant at) {
        if (records.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into quarantine as q
                               (product_id, stream, reason, message, record, first_at, last_at, digest)
                        select distinct on (digest) :product, :stream, reason, message, record, :at::timestamptz, :at::timestamptz, digest
                          from (select *, sha256(convert_to(record, 'UTF8')) as digest
                                  from unnest(:reasons::text[], :messages::text[], :records::text[])
                                       as given(reason, message, record)) d
                         order by digest
                        on conflict (product_id, stream, digest) do update
                           set last_at = excluded.last_at, times = q.times + 1,
                               reason = excluded.reason, message = excluded.message""")
                .param("product", product)
                .param("stream", stream)
                .param("at", at.toString())
                .param("reasons", texts(records, Unreadable::reason))
                .param("messages", texts(records, Unreadable::message))
                .param("records", texts(records, Unreadable::record))
                .update();
    }

    private static String[] texts(List<Unreadable> records, Function<Unreadable, String> part) {
        return records.stream().map(part).toArray(String[]::new);
    }
}
