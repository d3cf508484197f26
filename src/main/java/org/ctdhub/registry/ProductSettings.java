// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.Map;
import java.util.Set;
import org.ctdhub.auth.BrokenSealException;
import org.ctdhub.auth.MissingSealKeyException;
import org.ctdhub.auth.Seal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What operators filled in for registered products; secrets stand sealed. */
@Repository
public class ProductSettings {

    private static final Logger LOG = LoggerFactory.getLogger(ProductSettings.class);

    private final JdbcClient jdbc;
    private final Seal seal;

    public ProductSettings(JdbcClient jdbc, Seal seal) {
        this.jdbc = jdbc;
        this.seal = seal;
    }

    /** Fills in a product's open settings, and the names of its secrets. */
    void read(int product, Map<String, String> open, Set<String> sealed) {
        jdbc.sql("select name, value from product_setting where product_id = :product")
                .param("product", product)
                .query(row -> {
                    if (row.getString("value") == null) {
                        sealed.add(row.getString("name"));
                    } else {
                        open.put(row.getString("name"), row.getString("value"));
                    }
                });
    }

    /** A secret in the clear; throws {@link BrokenSealException}. */
    String open(int product, String name, String setting) {
        byte[] sealed = jdbc.sql("select sealed from product_setting where product_id = :product and name = :setting")
                .param("product", product)
                .param("setting", setting)
                .query(byte[].class)
                .single();
        return seal.open(sealed, place(name, setting));
    }

    /** Puts these settings in place of all that stood; throws {@link MissingSealKeyException}. */
    void write(int product, String name, Map<String, String> open, Map<String, String> secrets) {
        jdbc.sql("delete from product_setting where product_id = :product")
                .param("product", product)
                .update();
        open.forEach((setting, value) -> insert(product, setting, value, null));
        secrets.forEach((setting, value) -> insert(product, setting, null, seal.seal(value, place(name, setting))));
    }

    private void insert(int product, String setting, String value, byte[] sealed) {
        jdbc.sql(
                        "insert into product_setting (product_id, name, value, sealed) values (:product, :name, :value, :sealed)")
                .param("product", product)
                .param("name", setting)
                .param("value", value, java.sql.Types.VARCHAR)
                .param("sealed", sealed, java.sql.Types.BINARY)
                .update();
    }

    /** Seals everything under the current key that isn't yet. What can't be opened is left, and said so. */
    public void sealAnew() {
        jdbc
                .sql("""
                        select s.product_id, p.name as product, s.name, s.sealed
                          from product_setting s join product p on p.id = s.product_id
                         where s.sealed is not null""")
                .query((row, n) -> new Sealed(
                        row.getInt("product_id"),
                        row.getString("product"),
                        row.getString("name"),
                        row.getBytes("sealed")))
                .list()
                .stream()
                .filter(one -> !seal.isCurrent(one.sealed))
                .forEach(this::sealAnew);
    }

    private void sealAnew(Sealed one) {
        String place = place(one.product, one.setting);
        try {
            jdbc.sql("""
                            update product_setting set sealed = :anew
                             where product_id = :product and name = :setting and sealed = :before""")
                    .param("anew", seal.seal(seal.open(one.sealed, place), place))
                    .param("product", one.id)
                    .param("setting", one.setting)
                    .param("before", one.sealed)
                    .update();
        } catch (BrokenSealException | MissingSealKeyException e) {
            LOG.error("{} is not sealed anew: {}", place, e.getMessage());
        }
    }

    private static String place(String product, String setting) {
        return "product/" + product + "/" + setting;
    }

    /** A row; a class, because a record would compare the bytes by their place in memory. */
    private static final class Sealed {

        private final int id;
        private final String product;
        private final String setting;
        private final byte[] sealed;

        Sealed(int id, String product, String setting, byte[] sealed) {
            this.id = id;
            this.product = product;
            this.setting = setting;
            this.sealed = sealed;
        }
    }
}
