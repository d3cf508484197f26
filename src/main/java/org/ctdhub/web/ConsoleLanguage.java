// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** What pages need to speak a language, and to offer the other one. */
@ControllerAdvice(annotations = ConsolePage.class, assignableTypes = LoginPage.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConsoleLanguage {

    private final Wording wording;

    ConsoleLanguage(Wording wording) {
        this.wording = wording;
    }

    /** The language that the page can be read in as well, and where. */
    record Other(String language, String name, String url) {}

    @ModelAttribute("say")
    Wording say() {
        return wording;
    }

    /** The page that answers to a form can't be loaded again; from there it leads to the overview. */
    @ModelAttribute("other")
    Other other(HttpServletRequest request) {
        Locale other = Wording.LANGUAGES.stream()
                .filter(language -> !language.getLanguage().equals(wording.language()))
                .findFirst()
                .orElseThrow();
        ServletUriComponentsBuilder page = HttpMethod.GET.matches(request.getMethod())
                ? ServletUriComponentsBuilder.fromRequest(request)
                : ServletUriComponentsBuilder.fromContextPath(request);
        String query = page.replaceQueryParam(Languages.CHOICE, other.getLanguage())
                .build()
                .getQuery();
        String path = page.build().getPath();
        return new Other(
                other.getLanguage(),
                other.getDisplayLanguage(other),
                (path == null || path.isEmpty() ? "/" : path) + "?" + query);
    }
}
