// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.auth.Role;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.SigningKey;
import org.ctdhub.registry.SigningKeys;
import org.ctdhub.registry.Token;
import org.ctdhub.registry.Tokens;
import org.springframework.context.ApplicationContext;

/**
 * How people and programs get into the lab's hub. No other hub ever shows any of this.
 *
 * @param readerToken of the role viewer
 * @param automation {@code applicationId} and {@code apiKey}
 * @param console {@code username} and {@code password}
 */
record LabAccess(
        String operatorToken, String readerToken, Map<String, String> automation, Map<String, String> console) {

    private static final String NAME = "lab";
    private static final String READER = "lab reader";

    /** As {@code GET /lab} shows it. */
    Map<String, Object> told(String url) {
        return Map.of(
                "operatorToken",
                operatorToken,
                "automation",
                automation,
                "console",
                console,
                "taxii",
                Map.of("url", url + "/taxii2/", "username", NAME, "password", readerToken));
    }

    /** Makes what a hub that just started lacks; what an earlier lab made in a database that was kept is revoked. */
    static LabAccess of(ApplicationContext hub, String password) {
        Tokens tokens = hub.getBean(Tokens.class);
        tokens.all().stream()
                .filter(token -> Set.of(NAME, READER).contains(token.name()) && token.revokedAt() == null)
                .map(Token::id)
                .forEach(id -> tokens.revoke(Actor.HUB, id));
        String token = tokens.create(Actor.HUB, Tokens.Wanted.lasting(NAME, Role.OPERATOR))
                .text();
        SigningKeys keys = hub.getBean(SigningKeys.class);
        keys.list().stream()
                .filter(key -> key.name().equals(NAME) && key.revokedAt() == null)
                .map(SigningKey::id)
                .forEach(id -> keys.revoke(Actor.HUB, id));
        SigningKey.Opened key = keys.create(Actor.HUB, automationKey());
        return new LabAccess(
                token,
                tokens.create(Actor.HUB, Tokens.Wanted.lasting(READER, Role.VIEWER))
                        .text(),
                Map.of("applicationId", key.key().applicationId().toString(), "apiKey", key.text()),
                Map.of("username", "admin", "password", password));
    }

    /** A fresh token with which a product's list files are fetched. */
    static String listToken(ApplicationContext hub, String product) {
        return hub.getBean(Tokens.class)
                .renew(
                        Actor.HUB,
                        new Tokens.Wanted(
                                "lists of " + product,
                                Role.PRODUCT,
                                Optional.empty(),
                                Optional.of(product),
                                Optional.empty()),
                        Duration.ZERO)
                .text();
    }

    private static SigningKey.Wanted automationKey() {
        return new SigningKey.Wanted(
                SigningKey.Kind.AUTOMATION,
                NAME,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Role.OPERATOR),
                Duration.ofMinutes(5),
                false);
    }
}
