// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ctdhub.auth.Role;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The people who may sign in. There is always an administrator among them, once there was one. */
@Repository
public class Accounts {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final Clock clock;

    public Accounts(JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What shall become of an account.
     *
     * @param password the hash of the new one; empty, like the others: as it is
     */
    public record Change(Optional<Role> role, Optional<Boolean> disabled, Optional<String> password) {}

    /** Everybody, by name. */
    public List<Account> all() {
        return jdbc.sql("select * from account order by name")
                .query((row, n) -> account(row))
                .list();
    }

    /** The account of this name, in any letter case, with what its password is held against. */
    public Optional<Credentials> find(String name) {
        return jdbc.sql("select * from account where name = :name")
                .param("name", name.toLowerCase(Locale.ROOT))
                .query((row, n) -> new Credentials(account(row), row.getString("password"), row.getInt("generation")))
                .optional();
    }

    /**
     * Makes an account.
     *
     * @param name in any letter case
     * @param password the hash of it
     */
    public Account create(Actor actor, String name, Role role, String password) {
        return transaction.execute(status -> {
            lock();
            if (find(name).isPresent()) {
                throw new Conflict("There is an account of this name already; change that one, or choose another.");
            }
            return insert(actor, name.toLowerCase(Locale.ROOT), role, password);
        });
    }

    /** Makes the first administrator; false if there is an account already. */
    public boolean createFirst(Actor actor, String name, String password) {
        return transaction.execute(status -> {
            lock();
            if (!all().isEmpty()) {
                return false;
            }
            insert(actor, name, Role.ADMINISTRATOR, password);
            return true;
        });
    }

    private Account insert(Actor actor, String name, Role role, String password) {
        jdbc.sql("""
                        insert into account (name, role, password, created_at)
                        values (:name, :role, :password, :at::timestamptz)""")
                .param("name", name)
                .param("role", role.toString())
                .param("password", password)
                .param("at", clock.instant().toString())
                .update();
        Account made = existing(name);
        audit.record(actor, "account.create", subject(name), null, made);
        return made;
    }

    /** Changes an account, and ends the sessions that it had. */
    public Account change(Actor actor, String name, Change change) {
        return transaction.execute(status -> {
            lock();
            Account before = existing(name);
            jdbc.sql("""
                            update account set role = coalesce(:role, role), disabled = coalesce(:disabled, disabled),
                                   password = coalesce(:password, password), generation = generation + 1
                             where name = :name""")
                    .param("role", change.role().map(Role::toString).orElse(null))
                    .param("disabled", change.disabled().orElse(null))
                    .param("password", change.password().orElse(null))
                    .param("name", before.name())
                    .update();
            keepAnAdministrator(before);
            Account after = existing(name);
            String action = change.password().isPresent() ? "account.change-with-password" : "account.change";
            audit.record(actor, action, subject(before.name()), before, after);
            return after;
        });
    }

    /** Removes an account, and ends its sessions. */
    public void remove(Actor actor, String name) {
        transaction.executeWithoutResult(status -> {
            lock();
            Account before = existing(name);
            jdbc.sql("delete from account where name = :name")
                    .param("name", before.name())
                    .update();
            keepAnAdministrator(before);
            audit.record(actor, "account.remove", subject(before.name()), before, null);
        });
    }

    /** Notes that somebody signed in. */
    public void signedIn(String name) {
        jdbc.sql("update account set last_login_at = :at::timestamptz where name = :name")
                .param("at", clock.instant().toString())
                .param("name", name)
                .update();
    }

    /** One change at a time, so that two administrators can't demote each other at the same moment. */
    private void lock() {
        jdbc.sql("lock table account in share row exclusive mode").update();
    }

    private void keepAnAdministrator(Account before) {
        boolean left = jdbc.sql("select exists (select from account where role = 'administrator' and not disabled)")
                .query(Boolean.class)
                .single();
        if (before.role() == Role.ADMINISTRATOR && !before.disabled() && !left) {
            throw new Conflict("This is the last administrator: make another one first.");
        }
    }

    private Account existing(String name) {
        return find(name)
                .map(Credentials::account)
                .orElseThrow(() -> new NotFound("There is no account of this name."));
    }

    private static String subject(String name) {
        return "account/" + name;
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getString("name"),
                Role.of(row.getString("role")),
                row.getBoolean("disabled"),
                Stored.instant(row, "created_at"),
                Stored.instant(row, "last_login_at"));
    }
}
