// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The append-only history from which an object's story is told. */
final class History {

    private History() {}

    static void add(JdbcClient jdbc, Instant at, String kind, int productId, Long[] objects) {
        jdbc.sql("""
                        insert into event (at, object_id, kind, product_id)
                        select :at::timestamptz, id, :kind, :product from unnest(:objects::bigint[]) id""")
                .param("at", at.toString())
                .param("kind", kind)
                .param("product", productId)
                .param("objects", objects)
                .update();
    }

    /** Something that happened at a product and concerns no single object, such as a producer that restarted. */
    static void add(JdbcClient jdbc, Instant at, String kind, int productId, String detail) {
        jdbc.sql("insert into event (at, kind, product_id, detail) values (:at::timestamptz, :kind, :product, :detail)")
                .param("at", at.toString())
                .param("kind", kind)
                .param("product", productId)
                .param("detail", detail)
                .update();
    }
}
