// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ctdhub.auth.Role;
import org.ctdhub.registry.Account;
import org.ctdhub.registry.Accounts;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who may sign in. */
@Tag(name = "Accounts", description = "Who may sign in.")
@RestController
@RequestMapping("/api/v1/accounts")
class AccountsApi {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");

    private final Accounts accounts;
    private final Passwords passwords;
    private final WhoAsks who;

    AccountsApi(Accounts accounts, Passwords passwords, WhoAsks who) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.who = who;
    }

    /** A new account. */
    record NewAccount(String name, String password, String role) {

        @Override
        public String toString() {
            return "NewAccount[" + name + "]";
        }
    }

    /** What shall be different; what is absent stays. */
    record Change(String role, Boolean disabled, String password) {

        @Override
        public String toString() {
            return "Change[" + role + "]";
        }
    }

    @Operation(summary = "Lists the accounts.")
    @GetMapping
    List<Account> all() {
        return accounts.all();
    }

    @Operation(summary = "Makes an account.")
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Account create(@RequestBody NewAccount wanted) {
        String name = wanted.name() == null ? "" : wanted.name().toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The name can't be used: choose 1 to 64 of a-z, 0-9, '.', '_', '@' and"
                    + " '-', a letter or digit first.");
        }
        return accounts.create(who.actor(), name, role(wanted.role()), passwords.hash(wanted.password()));
    }

    @Operation(summary = "Changes role, password or whether it is disabled, and ends its sessions.")
    @PutMapping("/{name}")
    Account change(@PathVariable String name, @RequestBody Change wanted) {
        if (wanted.role() == null && wanted.disabled() == null && wanted.password() == null) {
            throw new IllegalArgumentException("Nothing shall be different; send role, disabled or password.");
        }
        return accounts.change(
                who.actor(),
                name,
                new Accounts.Change(
                        Optional.ofNullable(wanted.role()).map(AccountsApi::role),
                        Optional.ofNullable(wanted.disabled()),
                        Optional.ofNullable(wanted.password()).map(passwords::hash)));
    }

    @Operation(summary = "Removes an account.")
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String name) {
        accounts.remove(who.actor(), name);
    }

    private static Role role(String word) {
        Role role = Role.of(word);
        if (role == Role.PRODUCT) {
            throw new IllegalArgumentException("Products don't sign in: choose viewer, operator or administrator.");
        }
        return role;
    }
}
