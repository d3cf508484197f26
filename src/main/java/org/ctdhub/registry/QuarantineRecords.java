// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The quarantine as people see it: what could not be taken, until it is taken after all, discarded, or too old. */
@Repository
public class QuarantineRecords {

    private static final String DETECTIONS = DetectionCursor.stream("");

    private static final String CHOSEN = " where (:product::text is null or p.name = :product)"
            + " and (:reason::text is null or q.reason = :reason)";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Audit audit;

    public QuarantineRecords(JdbcClient jdbc, TransactionTemplate transaction, Audit audit) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
    }

    /**
     * A record that could not be taken.
     *
     * @param stream which of the product's lists or logs it came with
     * @param reason one word, such as {@code not_hex}
     * @param message what is wrong, where, and what to do next
     * @param record as it came, cut after 4,000 characters
     * @param times how often it came
     */
    public record Line(
            long id,
            String product,
            String stream,
            String reason,
            String message,
            String record,
            Instant firstAt,
            Instant lastAt,
            int times) {

        /** Whether it would have been a detection; if not, an object. */
        public boolean isDetection() {
            return stream.equals(DETECTIONS) || stream.startsWith(DETECTIONS + " ");
        }
    }

    /** Which records: of one product, with one reason; empty says nothing. */
    public record Choice(Optional<String> product, Optional<String> reason) {

        /** All of them. */
        public static final Choice ANY = new Choice(Optional.empty(), Optional.empty());
    }

    /** Those that came last first; after the one with that number, if there is one. */
    public List<Line> find(Choice choice, Optional<Long> after, int most) {
        return chosen(
                        jdbc.sql("select q.*, p.name from quarantine q join product p on p.id = q.product_id" + CHOSEN
                                + """
                         and (:after::bigint is null
                              or (q.last_at, q.id) < (select last_at, id from quarantine where id = :after))
                       order by q.last_at desc, q.id desc limit :most"""),
                        choice)
                .param("after", after.orElse(null))
                .param("most", most)
                .query(QuarantineRecords::line)
                .list();
    }

    /** One of them. */
    public Optional<Line> find(long id) {
        return jdbc.sql("select q.*, p.name from quarantine q join product p on p.id = q.product_id where q.id = :id")
                .param("id", id)
                .query(QuarantineRecords::line)
                .optional();
    }

    /** How many there are. */
    public long count(Choice choice) {
        return chosen(
                        jdbc.sql("select count(*) from quarantine q join product p on p.id = q.product_id" + CHOSEN),
                        choice)
                .query(Long.class)
                .single();
    }

    /** The reasons that there are, for people to choose from. */
    public List<String> reasons() {
        return jdbc.sql("select distinct reason from quarantine order by reason")
                .query(String.class)
                .list();
    }

    /** Throws one away. */
    public void discard(long id, Actor by) {
        transaction.executeWithoutResult(status -> {
            Line line = find(id).orElseThrow(QuarantineRecords::missing);
            remove(line);
            audit.record(by, "quarantine.discard", "quarantine/" + id, noted(line), null);
        });
    }

    /** Throws away all that are chosen; answers how many that were. */
    public int discard(Choice choice, Actor by) {
        return transaction.execute(status -> {
            int records = chosen(
                            jdbc.sql("delete from quarantine where id in (select q.id from quarantine q"
                                    + " join product p on p.id = q.product_id" + CHOSEN + ")"),
                            choice)
                    .update();
            audit.record(by, "quarantine.discard", "quarantine", new Discarded(choice, records), null);
            return records;
        });
    }

    private record Discarded(Choice chosen, int records) {}

    /** Ends the stay of one that was taken after all. If it came again meanwhile, and could not be taken, it stays. */
    public void taken(Line line, Actor by) {
        transaction.executeWithoutResult(status -> {
            remove(line);
            audit.record(by, "quarantine.retry", "quarantine/" + line.id(), noted(line), null);
        });
    }

    /** There is no such record. */
    public static NotFound missing() {
        return new NotFound("There is no such record; GET /api/v1/quarantine lists them.");
    }

    private void remove(Line line) {
        jdbc.sql("delete from quarantine where id = :id and times = :times")
                .param("id", line.id())
                .param("times", line.times())
                .update();
    }

    private record Noted(String product, String reason, String record) {}

    private static Noted noted(Line line) {
        return new Noted(line.product(), line.reason(), line.record());
    }

    private static JdbcClient.StatementSpec chosen(JdbcClient.StatementSpec sql, Choice choice) {
        return sql.param("product", choice.product().orElse(null))
                .param("reason", choice.reason().orElse(null));
    }

    private static Line line(ResultSet row, int number) throws SQLException {
        return new Line(
                row.getLong("id"),
                row.getString("name"),
                row.getString("stream"),
                row.getString("reason"),
                row.getString("message"),
                row.getString("record"),
                Stored.instant(row, "first_at"),
                Stored.instant(row, "last_at"),
                row.getInt("times"));
    }
}
