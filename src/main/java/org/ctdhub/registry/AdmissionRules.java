// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which subscribers are let in without anybody looking: by the product name that they tell, in any letter case. */
@Repository
public class AdmissionRules {

    private final JdbcClient jdbc;

    public AdmissionRules(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Who tells this product name gets the row of this connector.
     *
     * @param version null: not known
     */
    public record Rule(String productName, String connector, String version) {}

    /** All rules, by product name. */
    public List<Rule> all() {
        return jdbc.sql("select product_name, connector, version from admission_rule order by product_name")
                .query(Rule.class)
                .list();
    }

    /** The rule for what a subscriber says it is. */
    public Optional<Rule> find(String productName) {
        return jdbc.sql("select product_name, connector, version from admission_rule where product_name = :name")
                .param("name", productName.toLowerCase(Locale.ROOT))
                .query(Rule.class)
                .optional();
    }

    /** Sets a rule, in place of one for the same product name. */
    public void save(Rule rule) {
        jdbc.sql("""
                        insert into admission_rule (product_name, connector, version) values (:name, :connector, :version)
                        on conflict (product_name) do update
                           set connector = excluded.connector, version = excluded.version""")
                .param("name", rule.productName().toLowerCase(Locale.ROOT))
                .param("connector", rule.connector())
                .param("version", rule.version())
                .update();
    }

    /** Takes a rule away; whoever it let in stays. False if there was none. */
    public boolean remove(String productName) {
        return jdbc.sql("delete from admission_rule where product_name = :name")
                        .param("name", productName.toLowerCase(Locale.ROOT))
                        .update()
                == 1;
    }
}
