// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ctdhub.lab.LabDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A PostgreSQL that breaks down, and comes back with its data at the same address. It waits at each commit until the log is
 * written, as one does that is meant: else what it had confirmed could be gone.
 */
final class BreakableDatabase implements AutoCloseable {

    private Path data;
    private final String name;
    private EmbeddedPostgres server;

    /** Starts it; its data lie in this folder. */
    BreakableDatabase(Path data) throws IOException {
        this(data, "postgres");
    }

    private BreakableDatabase(Path data, String name) throws IOException {
        this.data = data;
        this.name = name;
        server = LabDatabase.durable(data, 0);
    }

    /** Starts one that keeps its tables in another place, which must be an empty folder. */
    static BreakableDatabase in(Path data, Path place) throws IOException, SQLException {
        BreakableDatabase database = new BreakableDatabase(data, "elsewhere");
        try (Connection connection = database.server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create tablespace place location '" + place + "'");
            statement.execute("create database elsewhere tablespace place");
        }
        return database;
    }

    String url() {
        return server.getJdbcUrl("postgres", name);
    }

    /** Looks into it, with a new connection for each statement: none is kept that could break. */
    JdbcClient jdbc() {
        return JdbcClient.create(new DriverManagerDataSource(url()));
    }

    /** Has it drop everybody at once and come back after its recovery, as after a loss of power. */
    void crashAndRecover() throws IOException, InterruptedException {
        int port = server.getPort();
        long postmaster = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        ProcessHandle process = ProcessHandle.of(postmaster).orElseThrow();
        Signals.send("QUIT", postmaster); // PostgreSQL's immediate shutdown
        process.onExit().join();
        server.close();
        server = LabDatabase.durable(data, port);
    }

    /** Copies it while it runs, as tools that back it up do; answers where the copy lies. */
    Path backUp(Path copy) throws SQLException, IOException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('copy', true)");
            copy(
                    data,
                    copy,
                    file -> !file.startsWith("pg_wal") && !file.toString().startsWith("postmaster."));
            try (ResultSet end = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                end.next();
                Files.writeString(copy.resolve("backup_label"), end.getString(1));
            }
            copy(data, copy, file -> file.startsWith("pg_wal"));
        }
        return copy;
    }

    private static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.map(from::relativize).filter(wanted).toList()) {
                try {
                    Files.copy(from.resolve(file), to.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (NoSuchFileException | FileAlreadyExistsException gone) {
                    // a file that PostgreSQL removed meanwhile is in its log
                }
            }
        }
    }

    /** Puts a copy in its place, at the same address. */
    void restore(Path copy) throws IOException {
        int port = server.getPort();
        server.close();
        data = copy;
        server = LabDatabase.durable(data, port);
    }

    /** Ends all connections but the one that does it; answers how many those were. */
    int cutConnections() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet cut = statement.executeQuery("""
                        select count(pg_terminate_backend(pid)) from pg_stat_activity
                         where backend_type = 'client backend' and pid <> pg_backend_pid()""")) {
            cut.next();
            return cut.getInt(1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
