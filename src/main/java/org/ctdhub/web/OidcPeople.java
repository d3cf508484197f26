// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ctdhub.auth.Role;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/** People whom an OpenID Connect provider knows. Who has no role of the hub in the claim doesn't get in. */
class OidcPeople extends OidcUserService {

    private static final Set<Role> PEOPLE = Set.of(Role.VIEWER, Role.OPERATOR, Role.ADMINISTRATOR);

    private final String claim;

    OidcPeople(String claim) {
        this.claim = claim;
    }

    @Override
    public OidcUser loadUser(OidcUserRequest request) {
        OidcUser user = super.loadUser(request);
        List<GrantedAuthority> roles = roles(user.getClaims());
        if (roles.isEmpty()) {
            throw new OAuth2AuthenticationException(
                    new OAuth2Error("access_denied"), "The claim " + claim + " holds no role of the hub.");
        }
        return new DefaultOidcUser(roles, user.getIdToken(), user.getUserInfo());
    }

    /** For a provider that isn't asked for {@code openid}: it doesn't say who somebody is in a way that can be checked. */
    static OAuth2AuthenticationException refusal() {
        return new OAuth2AuthenticationException(
                new OAuth2Error("access_denied"), "The registration of this provider needs the scope openid.");
    }

    private List<GrantedAuthority> roles(Map<String, Object> claims) {
        Object at = claims;
        for (String step : claim.split("\\.", -1)) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        Collection<?> words = at instanceof Collection<?> many ? many : at == null ? List.of() : List.of(at);
        return PEOPLE.stream()
                .filter(role -> words.stream().anyMatch(word -> isRole(role, word)))
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .toList();
    }

    private static boolean isRole(Role role, Object word) {
        return role.toString().equalsIgnoreCase(String.valueOf(word));
    }
}
