// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.ctdhub.registry.Accounts;
import org.ctdhub.registry.Actor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Makes the first administrator when the hub starts, or says how to get one. */
@Component
class FirstAdministrator implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdministrator.class);
    private static final String NAME = "admin";

    private final AccessSettings settings;
    private final Accounts accounts;
    private final Passwords passwords;

    FirstAdministrator(AccessSettings settings, Accounts accounts, Passwords passwords) {
        this.settings = settings;
        this.accounts = accounts;
        this.passwords = passwords;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (accounts.all().isEmpty()) {
            createFirst();
        }
    }

    private void createFirst() {
        if (settings.adminPassword().isBlank()) {
            LOG.warn("There is no account, so nobody can sign in: set CTD_ADMIN_PASSWORD to a password of at least 12"
                    + " characters and start again; the account admin is made with it.");
        } else if (accounts.createFirst(Actor.setting("ctd.admin.password"), NAME, hash())) {
            LOG.info("The account admin was made with the password of CTD_ADMIN_PASSWORD.");
        }
    }

    private String hash() {
        try {
            return passwords.hash(settings.adminPassword());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("CTD_ADMIN_PASSWORD can't be used. " + e.getMessage(), e);
        }
    }
}
