// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.ctdhub.auth.MissingSealKeyException;
import org.ctdhub.registry.Accounts;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.SigningKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** What the hub does about access when it starts: the first administrator, and keys that an older key sealed. */
@Component
class FirstAdministrator implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdministrator.class);
    private static final String NAME = "admin";

    private final AccessSettings settings;
    private final Accounts accounts;
    private final Passwords passwords;
    private final SigningKeys keys;

    FirstAdministrator(AccessSettings settings, Accounts accounts, Passwords passwords, SigningKeys keys) {
        this.settings = settings;
        this.accounts = accounts;
        this.passwords = passwords;
        this.keys = keys;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (accounts.all().isEmpty()) {
            createFirst();
        }
        sealAnew();
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

    private void sealAnew() {
        try {
            int count = keys.sealAnew();
            if (count > 0) {
                LOG.info("{} keys were sealed anew with the current CTD_SECRETS_KEY.", count);
            }
        } catch (MissingSealKeyException e) {
            LOG.warn("Keys stay sealed as they are. {}", e.getMessage());
        }
    }
}
