// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Filter;
import org.junit.jupiter.api.Test;

/** The console says everything in each of its languages. */
class ConsoleWordsTest {

    private static final Path WORDS = Path.of("src/main/resources/org/ctdhub/web");
    private static final Path LAYOUT = Path.of("src/main/resources/templates");

    /** Mails and files, which have words of their own, and are in the language of their reader. */
    private static final Set<String> NOT_THE_CONSOLE = Set.of("made-report.html");

    private static final Pattern NAMED = Pattern.compile("#\\{([a-z0-9.-]+)");
    private static final Pattern GROUPED = Pattern.compile(
            "(?:say\\.words?\\(|wording\\.word\\(|parts :: badge\\(|parts :: choice\\('[a-zA-Z]+', [^']*)['\"]([a-zA-Z-]+)['\"]");
    private static final Pattern ASKED = Pattern.compile("\"((?:ask)\\.[a-z.-]+)\"");
    private static final Pattern FILLED = Pattern.compile("\\bof\\(\"([a-z]+)\\.\" \\+");

    @Test
    void each_language_has_the_same_words() {
        assertThat(keys("ja")).isEqualTo(keys("en"));
        assertThat(words("en"))
                .allSatisfy((key, text) -> assertThat(text.toString()).isNotBlank());
        words("ja")
                .forEach((key, text) -> assertThat(filled(text.toString()))
                        .as(key + " fills in the same")
                        .isEqualTo(filled(words("en").getProperty(key.toString()))));
    }

    /** Where something is filled in, a quote that stands alone would vanish and take what follows for text. */
    @Test
    void no_quote_is_lost_where_something_is_filled_in() {
        for (String language : List.of("en", "ja")) {
            assertThat(words(language))
                    .allSatisfy((key, text) -> assertThat(filled(text.toString())
                                            .isEmpty()
                                    || !text.toString().replace("''", "").contains("'"))
                            .as(key + " in " + language)
                            .isTrue());
        }
    }

    @Test
    void each_word_is_used_and_each_that_is_used_is_there() {
        Set<String> keys = keys("en");
        Set<String> groups = all(GROUPED);
        groups.addAll(all(FILLED));
        Set<String> named = all(NAMED);
        named.addAll(all(ASKED));
        named.addAll(Set.of("answer.yes", "answer.no"));

        assertThat(keys).containsAll(named);
        assertThat(keys)
                .allSatisfy(key -> assertThat(named.contains(key) || groups.contains(key.replaceAll("\\..*", "")))
                        .as(key + " is used")
                        .isTrue());
    }

    @Test
    void what_can_be_chosen_has_a_name() {
        Stream.of(
                        Stream.of(ObjectType.values()).map(type -> "type." + type.word()),
                        Stream.of(Risk.values()).map(risk -> "risk." + risk.word()),
                        Stream.of(ScanAction.values()).map(action -> "action." + action.word()),
                        Filter.STATES.stream().map(state -> "state." + state))
                .flatMap(words -> words)
                .forEach(key -> assertThat(keys("en")).contains(key));
    }

    @Test
    void no_template_speaks_by_itself() {
        List<String> spoken = new ArrayList<>();
        for (Path page : pages()) {
            String text = Tree.read(page)
                    .replaceAll("(?s)<!--.*?-->", "")
                    .replaceAll("(?s)<code>.*?</code>", "")
                    .replaceAll("\\[\\[[^\\]]*\\]\\]", "");
            Pattern.compile(">([^<>]*\\p{L}{2}[^<>]*)<")
                    .matcher(text.replaceAll("\"[^\"]*\"", ""))
                    .results()
                    .map(found -> found.group(1).strip())
                    .filter(words -> !Set.of("ctd-hub", "TLS", "SHA-256", "CSV", "NDJSON")
                                    .contains(words)
                            && !words.startsWith("/"))
                    .forEach(words -> spoken.add(page + ": " + words));
            Pattern.compile(" (?:th:)?(?:aria-label|title|alt|placeholder)=\"([^\"$#@{]*\\p{L}[^\"$#@{]*)\"")
                    .matcher(text)
                    .results()
                    .forEach(found -> spoken.add(page + ": " + found.group(1)));
        }
        assertThat(spoken).isEmpty();
    }

    /** To the language of templates a bare name in brackets is a key, and not what it stands for. */
    @Test
    void no_template_looks_into_a_map_by_a_bare_name() {
        assertThat(pages())
                .allSatisfy(page -> assertThat(Tree.read(page)).doesNotContainPattern("[a-zA-Z)]\\[[a-z]+\\]"));
    }

    private static Set<String> all(Pattern pattern) {
        Stream<Path> java = Tree.files("src/main/java/org/ctdhub/web").stream();
        return Stream.concat(pages().stream(), java)
                .flatMap(file -> pattern.matcher(Tree.read(file)).results().map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Path> pages() {
        return Tree.files(LAYOUT.toString()).stream()
                .filter(page -> !NOT_THE_CONSOLE.contains(page.getFileName().toString()))
                .toList();
    }

    private static Set<String> filled(String text) {
        return Pattern.compile("\\{\\d\\}")
                .matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> keys(String language) {
        return new TreeSet<>(words(language).stringPropertyNames());
    }

    private static Properties words(String language) {
        try (Reader file = Files.newBufferedReader(WORDS.resolve("console_" + language + ".properties"))) {
            Properties words = new Properties();
            words.load(file);
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
