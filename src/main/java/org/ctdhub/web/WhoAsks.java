// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Optional;
import org.ctdhub.registry.Actor;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.stereotype.Component;

/** Who makes the current request, as the audit names them. */
@Component
class WhoAsks {

    /** The product whose token this request carries; empty: it is somebody else's. */
    Optional<String> product() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof BearerAuthentication token
                ? Optional.ofNullable(token.token().product())
                : Optional.empty();
    }

    /** The person or token of this request. */
    Actor actor() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        if (who == null || who instanceof AnonymousAuthenticationToken) {
            throw new IllegalStateException("Nobody has been let in, so nobody can ask.");
        }
        if (who instanceof BearerAuthentication) {
            return Actor.token(who.getName());
        }
        if (who instanceof OAuth2AuthenticationToken from) {
            // with its provider, so that nobody there can be named like an account here
            return Actor.account(from.getAuthorizedClientRegistrationId() + ":" + from.getName());
        }
        return Actor.account(who.getName());
    }
}
