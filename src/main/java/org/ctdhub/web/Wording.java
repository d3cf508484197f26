// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.text.NumberFormat;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ctdhub.connector.Catalogue;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** The console's words, in the language of whoever asks. */
@Component
class Wording {

    /** The languages there are words in; the first for whoever prefers another. */
    static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.JAPANESE);

    private static final List<ChronoUnit> UNITS = List.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES);

    private final MessageSource messages;
    private final Map<String, Sentences> sentences;

    Wording(MessageSource messages, Catalogue catalogue) {
        this.messages = messages;
        String japanese = Locale.JAPANESE.getLanguage();
        this.sentences = Map.of(japanese, Sentences.in(japanese, catalogue.connectors()));
    }

    /** The language that the page is written in, such as {@code ja}. */
    public String language() {
        return locale().getLanguage();
    }

    /** A text, with what is filled in. */
    public String of(String key, Object... values) {
        return messages.getMessage(key, values, locale());
    }

    /** What a word of the registry or the API is called; one that has no other name is shown as it is. */
    public String word(String group, Object word) {
        return word == null
                ? ""
                : messages.getMessage(group + "." + word.toString().replace(' ', '-'), null, word.toString(), locale());
    }

    /** What the hub said in an English sentence; null for none, and as it was said if nothing else is known of it. */
    public String sentence(String english) {
        Sentences known = sentences.get(language());
        return known == null || english == null ? english : known.of(english, this::word);
    }

    /** Several of them, with commas between. */
    public String words(String group, Collection<String> words) {
        return words.stream().map(word -> word(group, word)).collect(Collectors.joining(", "));
    }

    /** Yes or no. */
    public String answer(boolean yes) {
        return word("answer", yes ? "yes" : "no");
    }

    /** A number as people read it; nothing for none. */
    public String number(Number number) {
        return number == null ? "" : NumberFormat.getInstance(locale()).format(number);
    }

    /** A length of time, in the largest unit of which it has two; nothing for none. */
    public String span(Duration span) {
        return span == null
                ? ""
                : UNITS.stream()
                        .filter(unit -> span.compareTo(unit.getDuration().multipliedBy(2)) >= 0)
                        .findFirst()
                        .map(unit -> of("span." + unit.name(), number(span.dividedBy(unit.getDuration()))))
                        .orElseGet(() -> of("span.SECONDS", number(Math.max(0, span.toSeconds()))));
    }

    private static Locale locale() {
        return LocaleContextHolder.getLocale();
    }
}
