// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The views of products that are given their list whole, as files. Such a product is a reader of the log like any other: what
 * it was offered is what somebody fetched for it, and it has what the hub itself put in place.
 */
@Repository
public class WholeViews {

    /** Rows that are in memory at once, however long the list. */
    private static final int ROWS = 1_000;

    private static final Pattern SCHEME = Pattern.compile("^https?://");

    private static final int LATEST_YEAR = 9999;

    private final JdbcClient jdbc;
    private final TransactionTemplate snapshot;

    public WholeViews(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.snapshot = new TransactionTemplate(transaction.getTransactionManager());
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
    }

    /** One object of a view, or one that left it: then it has no action. The texts that it has none of are null. */
    public record Item(
            long object, String type, String value, String action, String risk, String expiresAt, String sha256) {

        /** Compares two objects as {@link #read} orders them. */
        public static int compare(String value, String type, String otherValue, String otherType) {
            int bare = compared(withoutScheme(value), withoutScheme(otherValue));
            int whole = bare == 0 ? compared(value, otherValue) : bare;
            return whole == 0 ? compared(type, otherType) : whole;
        }

        private static String withoutScheme(String value) {
            return SCHEME.matcher(value).replaceFirst("");
        }

        /** As the database does with collation C. */
        private static int compared(String one, String other) {
            return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Takes a view as it is read: objects in the order of their values without a scheme, then exceptions. */
    public interface Sink {

        /** First of all: whether every object of the view follows, or only what changed since it was read before. */
        void begin(boolean whole);

        void object(Item item);

        /** Of a type that the view has; all follow in any case. */
        void exception(String type, String pattern);
    }

    /**
     * Which state of a view something was made from.
     *
     * @param upTo the highest number of what was read
     */
    public record Seen(int reader, int view, boolean stopped, long upTo) {

        private boolean isOf(Seen now) {
            return reader == now.reader && view == now.view && stopped == now.stopped;
        }
    }

    /** Whether a product's view is no longer what was seen of it; never while distribution is off. */
    public boolean isBehind(String product, Optional<Seen> seen) {
        return now(product, true)
                .filter(now -> seen.filter(before -> before.isOf(now)).isEmpty()
                        || hasChanged(now.reader(), seen.get().upTo()))
                .isPresent();
    }

    private boolean hasChanged(int reader, long after) {
        return jdbc.sql("""
                        select highest_of(:reader) > :after or exists (select from exception where seq > :after)""")
                .param("reader", reader)
                .param("after", after)
                .query(Boolean.class)
                .single();
    }

    private Optional<Seen> now(String product, boolean onlyWhileOn) {
        return jdbc.sql("""
                        select r.id, r.view_id, r.stopped
                          from reader r join product p on p.id = r.product_id
                         where p.name = :product and p.enabled and r.whole and r.state = 'active' and r.view_id is not null
                           and (not :onlyWhileOn or (select enabled from distribution))""")
                .param("product", product)
                .param("onlyWhileOn", onlyWhileOn)
                .query((row, n) -> new Seen(row.getInt("id"), row.getInt("view_id"), row.getBoolean("stopped"), 0))
                .optional();
    }

    /**
     * Reads a product's view in one snapshot, row by row: what changed since it was seen before, or the whole if it is another
     * view now or was not seen.
     *
     * @return what was seen now; its number is never lower than before
     */
    public Seen read(String product, Optional<Seen> before, Sink sink) {
        return snapshot.execute(status -> {
            Seen now = now(product, false)
                    .orElseThrow(() -> new IllegalStateException("Product " + product + " is given no files."));
            boolean whole = before.filter(seen -> seen.isOf(now)).isEmpty();
            long after = before.map(Seen::upTo).orElse(0L);
            long upTo = upTo(now.reader(), after);
            sink.begin(whole);
            jdbc.sql("""
                            select v.*, to_char(v.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as date,
                                   coalesce(extract(year from v.expires_at) > :latest, true) as lasts
                              from view_of(:reader, :after, 2147483647, :whole) v
                             where v.action is not null or not :whole
                             order by regexp_replace(v.value, '^https?://', '') collate "C", v.value collate "C",
                                      v.type::text collate "C"
                            """)
                    .withFetchSize(ROWS)
                    .param("reader", now.reader())
                    .param("after", whole ? 0L : after)
                    .param("whole", whole)
                    .param("latest", LATEST_YEAR)
                    .query((RowCallbackHandler) row -> sink.object(item(row)));
            jdbc.sql("""
                            select e.type, e.pattern from exception e
                             where e.present and e.type in (select c.type from capability c where c.view_id = :view)
                             group by e.type, e.pattern order by regexp_replace(e.pattern, '^https?://', '') collate "C", e.pattern collate "C", e.type""").withFetchSize(ROWS).param("view", now.view()).query((RowCallbackHandler)
                    row -> sink.exception(row.getString("type"), row.getString("pattern")));
            return new Seen(now.reader(), now.view(), now.stopped(), upTo);
        });
    }

    private long upTo(int reader, long after) {
        return jdbc.sql("""
                        select greatest(:after, highest_of(:reader), (select max(seq) from exception))""")
                .param("after", after)
                .param("reader", reader)
                .query(Long.class)
                .single();
    }

    private static Item item(ResultSet row) throws SQLException {
        String action = row.getString("action");
        return new Item(
                row.getLong("object_id"),
                row.getString("type"),
                row.getString("value"),
                action,
                action == null ? null : Stored.risk(row).word(),
                row.getBoolean("lasts") ? null : row.getString("date"),
                row.getString("sha256"));
    }
}
