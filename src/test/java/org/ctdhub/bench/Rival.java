// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ctdhub.testing.TestDatabase;

/** What PostgreSQL does of itself, with the same rows in the same tables: what the hub is held against. */
final class Rival {

    private static final int BATCH = 1_000;
    private static final List<String> TABLES = List.of("object", "entry", "listed", "event");

    private Rival() {}

    private record Column(String name, String type) {}

    /** Puts all that a registry lists into an empty one by {@code unnest}, a batch at a time; answers the seconds that it took. */
    static double upsert(TestDatabase from, TestDatabase to) throws SQLException {
        long spent = 0;
        try (Connection source = from.dataSource().getConnection();
                Connection target = to.dataSource().getConnection()) {
            source.setAutoCommit(false);
            target.setAutoCommit(false);
            for (String table : TABLES) {
                spent += copy(source, target, table);
            }
        }
        return spent / 1e9;
    }

    private static long copy(Connection source, Connection target, String table) throws SQLException {
        List<Column> columns = columns(source, table);
        String names = String.join(", ", columns.stream().map(Column::name).toList());
        String read = "select "
                + String.join(
                        ", ",
                        columns.stream().map(column -> column.name() + "::text").toList())
                + " from " + table;
        String write =
                "insert into %s (%s) overriding system value select %s from unnest(%s) as x(%s) on conflict do nothing"
                        .formatted(
                                table,
                                names,
                                String.join(
                                        ", ",
                                        columns.stream()
                                                .map(column -> "x." + column.name() + "::" + column.type())
                                                .toList()),
                                String.join(
                                        ", ",
                                        columns.stream()
                                                .map(column -> "?::text[]")
                                                .toList()),
                                names);
        long spent = 0;
        try (PreparedStatement reading = source.prepareStatement(read);
                PreparedStatement writing = target.prepareStatement(write)) {
            reading.setFetchSize(BATCH);
            ResultSet rows = reading.executeQuery();
            List<List<String>> batch = batch(rows, columns.size());
            while (!batch.get(0).isEmpty()) {
                for (int i = 0; i < columns.size(); i++) {
                    writing.setArray(
                            i + 1, target.createArrayOf("text", batch.get(i).toArray()));
                }
                long began = System.nanoTime();
                writing.executeUpdate();
                target.commit();
                spent += System.nanoTime() - began;
                batch = batch(rows, columns.size());
            }
        }
        return spent;
    }

    private static List<List<String>> batch(ResultSet rows, int columns) throws SQLException {
        List<List<String>> batch = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            batch.add(new ArrayList<>());
        }
        for (int row = 0; row < BATCH && rows.next(); row++) {
            for (int i = 0; i < columns; i++) {
                batch.get(i).add(rows.getString(i + 1));
            }
        }
        return batch;
    }

    private static List<Column> columns(Connection source, String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement asked = source.prepareStatement("""
                select quote_ident(attname), format_type(atttypid, atttypmod) from pg_attribute
                 where attrelid = ?::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum""")) {
            asked.setString(1, table);
            ResultSet rows = asked.executeQuery();
            while (rows.next()) {
                columns.add(new Column(rows.getString(1), rows.getString(2)));
            }
        }
        return columns;
    }

    /** Copies what a list holds out of the database, to nowhere; answers the seconds. */
    static double copyOut(TestDatabase database) throws Exception {
        try (Connection connection = database.dataSource().getConnection()) {
            long began = System.nanoTime();
            connection
                    .unwrap(org.postgresql.PGConnection.class)
                    .getCopyAPI()
                    .copyOut("""
                            copy (select o.type, o.value, l.ud_action, l.va_risk, l.ud_expires_at
                                    from listed l join object o on o.id = l.object_id where l.present
                                   order by o.value collate "C") to stdout""", java.io.OutputStream.nullOutputStream());
            return (System.nanoTime() - began) / 1e9;
        }
    }

    /**
     * How often a second prepared statements find that a view has nothing behind a number, over so many connections: by the
     * shortest question that tells.
     */
    static double emptyPolls(TestDatabase database, String reader, int connections) throws Exception {
        List<PreparedStatement> polls = new ArrayList<>();
        try {
            for (int n = 0; n < connections; n++) {
                PreparedStatement poll = database.dataSource().getConnection().prepareStatement("""
                        select highest_of(id) > offered from reader where name = ?""");
                poll.setString(1, reader);
                polls.add(poll);
            }
            return Rate.of(
                    connections,
                    (thread, turn) -> polls.get(thread).executeQuery().close());
        } finally {
            for (PreparedStatement poll : polls) {
                poll.getConnection().close();
            }
        }
    }

    /** As figures are written. */
    static String shown(double number) {
        return String.format(Locale.ROOT, number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%,.0f", number);
    }
}
