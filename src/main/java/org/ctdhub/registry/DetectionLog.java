// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What products reported that they met: pages of it, all of it, and how much of what there was. */
@Repository
public class DetectionLog {

    /** The most groups of a summary; the largest come first. */
    public static final int MOST_GROUPS = 1_000;

    private static final int FETCHED = 1_000;
    private static final String STOPPED = "57014";

    /** By what a summary may group; what is asked for is looked up here, and never becomes SQL itself. */
    private static final Map<String, String> GROUPS = groups();

    private final JdbcClient jdbc;
    private final TransactionTemplate reading;

    public DetectionLog(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
    }

    private static Map<String, String> groups() {
        Map<String, String> groups = new LinkedHashMap<>();
        groups.put("product", "(select p.name from product p where p.id = d.product_id)");
        groups.put("type", "d.type");
        groups.put("value", "d.value");
        groups.put("list", "d.list");
        groups.put("action", "d.action");
        groups.put("scan", "d.scan");
        groups.put("endpoint", "d.endpoint");
        groups.put("user", "d.account");
        groups.put("path", "d.path");
        groups.put("address", "d.address");
        groups.put("rule", "d.rule");
        groups.put("matched", "(d.object_id is not null)::text");
        groups.put("day", "to_char(d.at at time zone 'UTC', 'YYYY-MM-DD')");
        return groups;
    }

    /** The names by which a summary may group. */
    public static List<String> groupNames() {
        return List.copyOf(GROUPS.keySet());
    }

    /** The object that was met, as the hub knows it. */
    public record Met(String type, String value) {}

    /**
     * One detection.
     *
     * @param key where it stands among all; what to ask for as {@code after} to go on behind it
     * @param at when it happened, by the product's clock
     * @param cameAt when it came
     * @param id the product's own number for it, or null
     * @param reported the value as it was reported, where that isn't the canonical form; else null
     * @param object null: nothing that the hub knew
     * @param list on which list the object stood when the detection came
     */
    public record Line(
            String key,
            Instant at,
            Instant cameAt,
            String product,
            String id,
            String type,
            String value,
            String reported,
            Met object,
            String list,
            String action,
            String scan,
            String endpoint,
            String user,
            String path,
            String address,
            String rule,
            Map<String, Object> detail) {}

    /** How many detections there were of one kind, and when the first and the last. */
    public record Group(Map<String, String> by, long count, Instant first, Instant last) {}

    /** The newest first, behind a key; empty begins. */
    public List<Line> page(DetectionFilter filter, Optional<String> after, int most) {
        Map<String, Object> parameters = new HashMap<>();
        String where = filter.where(parameters)
                + after.map(key -> behind(key, parameters)).orElse("");
        return withinAMinute(() -> jdbc.sql(SELECT + " where " + where + ORDER + " limit :most")
                .params(parameters)
                .param("most", most)
                .query((row, n) -> line(row))
                .list());
    }

    /** All of them, the newest first, one by one while they are read; nothing is gathered. */
    public void each(DetectionFilter filter, Consumer<Line> taker) {
        Map<String, Object> parameters = new HashMap<>();
        String where = filter.where(parameters);
        reading.executeWithoutResult(status -> jdbc.sql(SELECT + " where " + where + ORDER)
                .withFetchSize(FETCHED)
                .params(parameters)
                .query(row -> {
                    taker.accept(line(row));
                }));
    }

    /** How many there are of each kind, the most frequent first. Only names of {@link #groupNames} can be asked for. */
    public List<Group> summary(DetectionFilter filter, List<String> by) {
        List<String> columns = new ArrayList<>();
        for (String name : by) {
            if (!GROUPS.containsKey(name)) {
                throw new IllegalArgumentException(
                        "Nothing is grouped by that; choose among " + String.join(", ", GROUPS.keySet()) + ".");
            }
            columns.add(GROUPS.get(name));
        }
        Map<String, Object> parameters = new HashMap<>();
        String where = filter.where(parameters);
        String grouped = java.util.stream.IntStream.rangeClosed(1, by.size())
                .mapToObj(String::valueOf)
                .collect(java.util.stream.Collectors.joining(", "));
        return withinAMinute(() -> jdbc.sql("select " + String.join(", ", columns)
                        + ", count(*) as count, min(d.at) as first, max(d.at) as last from detection d where " + where
                        + " group by " + grouped + " order by count(*) desc, " + grouped + " limit " + MOST_GROUPS)
                .params(parameters)
                .query((row, n) -> group(row, by))
                .list());
    }

    /**
     * How many of one action there were in a step of time.
     *
     * @param action a scan action's word, or {@code other} for whatever else products said
     */
    public record Step(Instant from, String action, long count) {}

    /** How many there were in each hour or day of UTC in which there were any, by action. */
    public List<Step> overTime(DetectionFilter filter, ChronoUnit unit) {
        Map<String, Object> parameters = new HashMap<>();
        String where = filter.where(parameters);
        return withinAMinute(() -> jdbc.sql("""
                        select date_trunc(:unit, d.at, 'UTC') as step,
                               case when d.action in ('log', 'block', 'quarantine') then d.action else 'other' end as did,
                               count(*) as count
                          from detection d where %s group by 1, 2 order by 1, 2""".formatted(where))
                .params(parameters)
                .param("unit", unit == ChronoUnit.HOURS ? "hour" : "day")
                .query((row, n) -> new Step(Stored.instant(row, "step"), row.getString("did"), row.getLong("count")))
                .list());
    }

    private static Group group(ResultSet row, List<String> by) throws SQLException {
        Map<String, String> kind = new LinkedHashMap<>();
        for (int n = 0; n < by.size(); n++) {
            kind.put(by.get(n), row.getString(n + 1));
        }
        return new Group(kind, row.getLong("count"), Stored.instant(row, "first"), Stored.instant(row, "last"));
    }

    /** A question that would read everything there is shall not keep the database from its work. */
    private <T> List<T> withinAMinute(Supplier<List<T>> question) {
        try {
            return reading.execute(status -> {
                jdbc.sql("select set_config('statement_timeout', '60s', true)").query(row -> {});
                return question.get();
            });
        } catch (DataAccessException e) {
            if (e.getMostSpecificCause() instanceof SQLException sql && STOPPED.equals(sql.getSQLState())) {
                throw new IllegalArgumentException(
                        "This took longer than a minute. Narrow it by 'since' and 'until', or by product.", e);
            }
            throw e;
        }
    }

    private static String behind(String key, Map<String, Object> parameters) {
        String[] parts = key.split("~", -1);
        try {
            parameters.put("afterAt", Instant.parse(parts[0]).toString());
            parameters.put("afterProduct", Integer.parseInt(parts[1]));
            parameters.put("afterDigest", UUID.fromString(parts[2]));
        } catch (java.time.DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("There is no such 'after'; send 'next' of the page before.", e);
        }
        return " and (d.at, d.product_id, d.digest) < (:afterAt::timestamptz, :afterProduct, :afterDigest)";
    }

    private static Line line(ResultSet row) throws SQLException {
        Instant at = Stored.instant(row, "at");
        String detail = row.getString("detail");
        return new Line(
                at + "~" + row.getInt("product_id") + "~" + row.getString("digest"),
                at,
                Stored.instant(row, "came_at"),
                row.getString("product"),
                row.getString("event_id"),
                row.getString("type"),
                row.getString("value"),
                row.getString("reported"),
                row.getString("object_type") == null
                        ? null
                        : new Met(row.getString("object_type"), row.getString("object_value")),
                row.getString("list"),
                row.getString("action"),
                row.getString("scan"),
                row.getString("endpoint"),
                row.getString("account"),
                row.getString("path"),
                row.getString("address"),
                row.getString("rule"),
                detail == null ? null : Json.map(detail));
    }

    private static final String SELECT = """
            select d.*, p.name as product, o.type as object_type, o.value as object_value
              from detection d
              join product p on p.id = d.product_id
              left join object o on o.id = d.object_id""";

    private static final String ORDER = " order by d.at desc, d.product_id desc, d.digest desc";
}
