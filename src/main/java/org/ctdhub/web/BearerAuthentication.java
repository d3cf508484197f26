// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.List;
import org.ctdhub.registry.Token;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A request that carried a valid bearer token; nothing of it outlives the request. */
class BearerAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Token token;

    BearerAuthentication(Token token) {
        super(List.of(new SimpleGrantedAuthority("ROLE_" + token.role().name())));
        this.token = token;
        setAuthenticated(true);
    }

    Token token() {
        return token;
    }

    @Override
    public String getName() {
        return token.name();
    }

    @Override
    public Object getPrincipal() {
        return token;
    }

    /** The text isn't kept. */
    @Override
    public Object getCredentials() {
        return "";
    }
}
