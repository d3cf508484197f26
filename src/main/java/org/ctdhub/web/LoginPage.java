// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.List;
import java.util.stream.StreamSupport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The page on which people sign in. */
@Controller
class LoginPage {

    private final List<Provider> providers;
    private final List<String> open;

    LoginPage(ObjectProvider<InMemoryClientRegistrationRepository> registrations, AccessSettings settings) {
        open = settings.openPaths();
        providers = registrations.stream()
                .flatMap(all -> StreamSupport.stream(all.spliterator(), false))
                .map(Provider::of)
                .toList();
    }

    /** Somewhere else to sign in. */
    record Provider(String name, String path) {

        static Provider of(ClientRegistration registration) {
            return new Provider(
                    registration.getClientName(), "/oauth2/authorization/" + registration.getRegistrationId());
        }
    }

    @GetMapping(LoginThrottle.PATH)
    String login(Model model) {
        model.addAttribute("providers", providers);
        model.addAttribute("open", open);
        return "login";
    }
}
