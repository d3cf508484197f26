// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.ctdhub.lab.LabDatabase;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A real PostgreSQL for the whole test run; each test class gets a migrated database of its own. */
public final class TestDatabase implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static EmbeddedPostgres server;
    private static TestDatabase template;

    private final String url;
    private final HikariDataSource dataSource;

    private TestDatabase(String url) {
        this.url = url;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername("postgres");
        config.setMaximumPoolSize(20);
        config.setMinimumIdle(1); // most tests need no more, and a connection is a process
        config.setConnectionInitSql("set time zone 'UTC'");
        dataSource = new HikariDataSource(config);
    }

    /** An empty registry, migrated: a copy, with an identity of its own, of one that is migrated once in a run. */
    public static TestDatabase migrated() {
        TestDatabase database = template().copied();
        database.jdbc()
                .sql("update hub set origin = gen_random_uuid(), generation = gen_random_uuid()")
                .update();
        return database;
    }

    private static synchronized TestDatabase template() {
        if (template == null) {
            TestDatabase first = empty();
            Flyway.configure().dataSource(first.dataSource).load().migrate();
            template = first;
        }
        return template;
    }

    /** A database without any table. */
    public static TestDatabase empty() {
        String name = "hub" + COUNT.incrementAndGet();
        try (Connection connection = server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("The test database can't be made.", e);
        }
        return new TestDatabase(server().getJdbcUrl("postgres", name));
    }

    /** Lets go of this database, and copies it as it stands, as a backup does; nobody else may be connected. */
    public TestDatabase copied() {
        dataSource.close();
        String name = "hub" + COUNT.incrementAndGet();
        String original = url.replaceAll(".*/([a-z0-9]+).*", "$1");
        try (Connection connection = server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " template " + original);
        } catch (SQLException e) {
            throw new IllegalStateException("The test database can't be copied.", e);
        }
        return new TestDatabase(server().getJdbcUrl("postgres", name));
    }

    /** The same database with new connections. */
    public TestDatabase reopened() {
        dataSource.close();
        return new TestDatabase(url);
    }

    private static synchronized EmbeddedPostgres server() {
        if (server == null) {
            try {
                server = LabDatabase.start(Optional.empty());
            } catch (IOException e) {
                throw new UncheckedIOException("The embedded PostgreSQL doesn't start.", e);
            }
        }
        return server;
    }

    public String url() {
        return url;
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(dataSource);
    }

    public TransactionTemplate transaction() {
        return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    /** Ends the connections, once it was looked whether a secret stands here in the clear. */
    @Override
    public void close() {
        if (!dataSource.isClosed()) {
            Leaks.stored(whereSecretsStand());
        }
        dataSource.close();
    }

    private List<String> whereSecretsStand() {
        return jdbc()
                .sql(
                        "select oid::regclass::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
                .query(String.class)
                .stream()
                .flatMap(table -> jdbc()
                        .sql("select '" + table + ": ' || t::text from " + table + " t where t::text ~ ? limit 3")
                        .param(Secrets.SHAPE)
                        .query(String.class)
                        .stream())
                .toList();
    }
}
