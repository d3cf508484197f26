// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;

/** In which language the console speaks: the one that was chosen in this browser, or the one that it asks for. */
@Configuration(proxyBeanMethods = false)
class Languages implements WebMvcConfigurer {

    /** The parameter of a page with which a language is chosen. */
    static final String CHOICE = "lang";

    private static final Duration KEPT = Duration.ofDays(365);

    @Bean
    static MessageSource messageSource() {
        ResourceBundleMessageSource words = new ResourceBundleMessageSource();
        words.setBasename("org.ctdhub.web.console");
        words.setDefaultEncoding(StandardCharsets.UTF_8.name());
        words.setDefaultLocale(Wording.LANGUAGES.get(0));
        return words;
    }

    @Bean
    static LocaleResolver localeResolver() {
        AcceptHeaderLocaleResolver asked = new AcceptHeaderLocaleResolver();
        asked.setSupportedLocales(Wording.LANGUAGES);
        asked.setDefaultLocale(Wording.LANGUAGES.get(0));
        CookieLocaleResolver chosen = new CookieLocaleResolver("ctd-language");
        chosen.setDefaultLocaleFunction(asked::resolveLocale);
        chosen.setCookieMaxAge(KEPT);
        chosen.setCookieHttpOnly(true);
        chosen.setCookieSameSite("Lax");
        return chosen;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        LocaleResolver resolver = localeResolver();
        registry.addInterceptor(new HandlerInterceptor() {
            @Override
            public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
                String choice = request.getParameter(CHOICE);
                Wording.LANGUAGES.stream()
                        .filter(language -> language.getLanguage().equals(choice))
                        .forEach(language -> resolver.setLocale(request, response, language));
                return true;
            }
        });
    }
}
