// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Translation;

/**
 * What the hub says in English sentences, in another language: the sentence is found by what stands in it beside what was filled
 * in. That may be an attacker's text, so it is only ever looked for literal text, in one pass, and put in its place as it is.
 */
final class Sentences {

    /** What is longer was hardly said by the hub. */
    private static final int LONGEST = 4_000;

    /** How often a sentence may stand in a sentence. */
    private static final int DEEPEST = 4;

    private static final Pattern FILLED = Pattern.compile("\\{(\\d)(?::([a-z-]+))?}");
    private static final String WITHIN = "sentence";

    private final Map<String, String> plain = new HashMap<>();
    private final List<Sentence> filled = new ArrayList<>();

    private Sentences() {}

    /** The English sentence by its literal parts, and what is said instead. */
    private record Sentence(List<String> parts, String said) {

        static Sentence of(String english, String said) {
            return new Sentence(List.of(FILLED.split(english, -1)), said);
        }

        int literal() {
            return parts.stream().mapToInt(String::length).sum();
        }

        /** What stands between the parts of a text; empty if it is another sentence. */
        Optional<List<String>> in(String text) {
            String last = parts.get(parts.size() - 1);
            int end = text.length() - last.length();
            int at = parts.get(0).length();
            if (!text.startsWith(parts.get(0)) || !text.endsWith(last)) {
                return Optional.empty();
            }
            List<String> between = new ArrayList<>();
            for (String part : parts.subList(1, parts.size() - 1)) {
                int next = text.indexOf(part, at);
                if (next < 0) {
                    return Optional.empty();
                }
                between.add(text.substring(at, next));
                at = next + part.length();
            }
            if (at > end) {
                return Optional.empty();
            }
            between.add(text.substring(at, end));
            return Optional.of(between);
        }
    }

    /** Those of a language, such as {@code ja}; what the kinds of product say is added to what the hub says. */
    static Sentences in(String language, List<Connector> kinds) {
        Sentences sentences = new Sentences();
        kinds.forEach(kind -> kind.said(language).forEach(sentences::add));
        String file = "sentences_" + language + ".txt";
        Translation.of(Path.of(file), resource(file)).said().forEach(sentences::add);
        sentences.filled.sort(Comparator.comparingInt(Sentence::literal).reversed());
        return sentences;
    }

    private void add(String english, String said) {
        if (FILLED.matcher(english).find()) {
            filled.add(Sentence.of(english, said));
        } else {
            plain.put(english, said);
        }
    }

    /**
     * The sentence in this language; as it is, if nothing is known that it could be.
     *
     * @param word what a word is called, by its group and itself
     */
    String of(String english, BinaryOperator<String> word) {
        return of(english, word, DEEPEST);
    }

    private String of(String english, BinaryOperator<String> word, int deepest) {
        String text = english.strip();
        if (deepest == 0 || text.length() > LONGEST) {
            return english;
        }
        String said = plain.get(text);
        return said != null
                ? said
                : filled.stream()
                        .flatMap(sentence ->
                                sentence.in(text).stream().map(values -> fill(sentence.said(), values, word, deepest)))
                        .findFirst()
                        .orElse(english);
    }

    private String fill(String said, List<String> values, BinaryOperator<String> word, int deepest) {
        return FILLED.matcher(said).replaceAll(place -> {
            String value = values.get(Integer.parseInt(place.group(1)));
            String group = place.group(2);
            return Matcher.quoteReplacement(
                    group == null
                            ? value
                            : group.equals(WITHIN) ? of(value, word, deepest - 1) : word.apply(group, value));
        });
    }

    private static String resource(String name) {
        try (InputStream file = Objects.requireNonNull(Sentences.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
