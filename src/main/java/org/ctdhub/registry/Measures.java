// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is measured of the registry, for whoever watches the hub. */
@Repository
public class Measures {

    private final JdbcClient jdbc;
    private final Clock clock;

    public Measures(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * One value.
     *
     * @param name such as {@code ctd.product.lag}
     * @param labels names and values in turn
     */
    public record Measure(String name, List<String> labels, double value) {

        public Measure {
            labels = List.copyOf(labels);
        }
    }

    /** Looks now. */
    public List<Measure> all() {
        return jdbc.sql("select * from measures(:at::timestamptz)")
                .param("at", clock.instant().toString())
                .query((row, n) -> new Measure(
                        row.getString("name"),
                        List.of((String[]) row.getArray("labels").getArray()),
                        row.getDouble("value")))
                .list();
    }
}
