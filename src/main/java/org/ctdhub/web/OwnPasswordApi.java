// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.ctdhub.auth.Throttle;
import org.ctdhub.registry.Accounts;
import org.ctdhub.registry.Conflict;
import org.ctdhub.registry.Credentials;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A person's own password. The sessions of the old one end, the one that asks included. */
@Tag(name = "Accounts")
@RestController
class OwnPasswordApi {

    private final Accounts accounts;
    private final Passwords passwords;
    private final Throttle throttle;
    private final WhoAsks who;

    OwnPasswordApi(Accounts accounts, Passwords passwords, Throttle throttle, WhoAsks who) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.throttle = throttle;
        this.who = who;
    }

    /** The password of today and that of tomorrow. */
    record NewPassword(String current, String password) {

        @Override
        public String toString() {
            return "NewPassword[]";
        }
    }

    /** Whoever has a person's session and not the password has no more tries here than at the front door. */
    @Operation(summary = "Changes one's own password, and ends one's sessions.")
    @PostMapping("/api/v1/accounts/me/password")
    void change(
            @RequestBody NewPassword wanted,
            Authentication asking,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Credentials own = own(asking);
        Optional<String> name = Optional.of(own.account().name());
        Optional<Duration> pause = throttle.pause(Addresses.of(request), name);
        if (pause.isPresent()) {
            Answers.wait(response, pause.get());
            return;
        }
        if (!passwords.matches(wanted.current(), own.password())) {
            throttle.failed(Addresses.of(request), name);
            throw new IllegalArgumentException("The current password is wrong; send it as 'current'.");
        }
        String hash = passwords.hash(wanted.password());
        accounts.change(
                who.actor(),
                own.account().name(),
                new Accounts.Change(Optional.empty(), Optional.empty(), Optional.of(hash)));
        response.setStatus(HttpStatus.NO_CONTENT.value());
    }

    private Credentials own(Authentication asking) {
        return Optional.of(asking)
                .filter(person -> person.getPrincipal() instanceof ConsoleUser)
                .flatMap(person -> accounts.find(person.getName()))
                .orElseThrow(() -> new Conflict("Only who signed in with an account of the hub has a password here."));
    }
}
