// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.ctdhub.lab.LabDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A PostgreSQL that breaks down, and comes back with its data at the same address. It waits at each commit until the log is
 * written, as one does that is meant: else what it had confirmed could be gone.
 */
final class BreakableDatabase implements AutoCloseable {

    private final Path data;
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
