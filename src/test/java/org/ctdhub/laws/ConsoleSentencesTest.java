// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.ListFile;
import org.ctdhub.connector.Manifest;
import org.ctdhub.connector.Setting;
import org.junit.jupiter.api.Test;

/** What the hub says in sentences that code makes, such as why something can't be, is there in the console's other language. */
class ConsoleSentencesTest {

    private static final Path JAPANESE = Path.of("src/main/resources/org/ctdhub/web/sentences_ja.txt");
    private static final Catalogue CATALOGUE = Catalogue.scan(Path.of("connectors"));
    private static final Pattern DESCRIPTION = Pattern.compile("(?m)^    description: (.+)$");
    private static final Pattern FILLED = Pattern.compile("\\{(\\d)(?::([a-z-]+))?}");

    /** What is made of a sentence that people read. */
    private static final Set<String> MADE_OF_SENTENCES = Set.of(
            "BrakeException",
            "BrokenSealException",
            "Conflict",
            "Connection",
            "IllegalArgumentException",
            "ImpossibleException",
            "NotFound",
            "PatternException",
            "Refusal",
            "RefusedException",
            "RegistrationException",
            "SftpFailure",
            "Stale",
            "UnreadableException",
            "UnsentException");

    /** Where sentences are made piece by piece: all that a class says, or one of its methods or constants. */
    private static final Set<String> ALOUD = Set.of(
            "AddressRange",
            "AnswerTooLargeException",
            "BrokenSealException",
            "Checker.about",
            "ConnectionTests",
            "CsvImport",
            "CsvRows",
            "DeadlinePassedException",
            "Diagnosis",
            "DropSetting.faults",
            "ExceptionKeeping",
            "Federator.registered",
            "FileHash",
            "HardenedXml",
            "HostPattern",
            "ImportReading",
            "Imports.staged",
            "ImportsApi",
            "Intake",
            "IpAddress",
            "JsonRecords",
            "ListWriter",
            "MispAttribute",
            "MispImport",
            "MissingSealKeyException",
            "Normaliser",
            "NotRegisteredException",
            "Places",
            "ProductRequest",
            "Problems.detail",
            "Problems.unreadable",
            "Receiver.FAULTS",
            "RefusedException",
            "Registrar",
            "Registration",
            "SafeRegex",
            "SettingValue",
            "SftpSession",
            "StixImport",
            "StixIndicator",
            "Story.NOT_TAKEN",
            "Story.actionRule",
            "Story.byWayOf",
            "Story.expiryRule",
            "Story.notTaken",
            "StrictJson",
            "SwitchSetting.fault",
            "TextLines",
            "UrlScheme",
            "Warner.files",
            "Warner.why",
            "WarningListFile",
            "WarningLooks.looked",
            "XmlRecords");

    /** What no page of the console shows, with the reason. */
    private static final Map<String, String> NOT_SHOWN = Map.ofEntries(
            Map.entry("ActualProducer", "told to whoever writes a connector"),
            Map.entry("CtdEndpoint", "told to whoever writes a connector"),
            Map.entry("SoapRequest", "told to whoever writes a connector"),
            Map.entry("XmlTree", "told to whoever writes a connector"),
            Map.entry("Application", "refused at start"),
            Map.entry("Catalogue", "refused at start"),
            Map.entry("Own", "refused at start"),
            Map.entry("RouteLoader", "refused at start"),
            Map.entry("Wiring", "refused at start"),
            Map.entry("EdgeService", "told to an edge"),
            Map.entry("LinkRecord", "told to an edge"),
            Map.entry("DetectionsApi", "told to a program that sends detections"),
            Map.entry("ForwardRequest", "forwards have no page"),
            Map.entry("Forwards", "forwards have no page"),
            Map.entry("News", "forwards have no page"),
            Map.entry("Parcels", "forwards have no page"),
            Map.entry("SyslogTarget", "forwards have no page"),
            Map.entry("ListCut", "told to what fetches list files"),
            Map.entry("ListQuery", "told to what fetches list files"),
            Map.entry("ListsEndpoint", "told to what fetches list files"),
            Map.entry("OwnPasswordApi", "one's own password has no page"),
            Map.entry("ProductFilesApi", "a product's files have no form"),
            Map.entry("StoryApi", "the console has a page of its own for it"),
            Map.entry("Json", "nobody's fault but the hub's"));

    /** Where SQL makes sentences: alerts, and the story of an object. */
    private static final List<Path> SQL = List.of(
            Path.of("src/main/resources/db/migration/R__watch.sql"),
            Path.of("src/main/java/org/ctdhub/registry/Story.java"),
            Path.of("src/main/resources/db/migration/R__change_log.sql"));

    /** What isn't said to people: words of states, which the console has names for, names of locks and of files, and SQL itself. */
    private static final Pattern NO_SENTENCE =
            Pattern.compile("not (listed|taken)|ctd-hub [a-z]+|import|\\d+ [a-z]+|.*%I.*");

    @Test
    void every_sentence_that_the_console_may_show_is_there_in_japanese() {
        Set<String> known = japanese().keySet();
        Set<String> parts = known.stream().flatMap(each -> parts(each)).collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        java().forEach((sentence, place) -> {
            if (!known.contains(sentence)) {
                missing.add(place + ": " + sentence);
            }
        });
        texts().stream().filter(text -> !known.contains(text)).forEach(missing::add);
        sql().forEach((part, place) -> {
            if (!parts.contains(part)) {
                missing.add(place + ": " + part);
            }
        });
        assertThat(missing).isEmpty();
    }

    @Test
    void no_sentence_is_there_for_nothing() {
        Set<String> made = new TreeSet<>(java().keySet());
        made.addAll(texts());
        Set<String> parts = sql().keySet();
        assertThat(japanese().keySet().stream()
                        .filter(sentence -> !made.contains(sentence))
                        .filter(sentence -> !parts(sentence).allMatch(parts::contains)))
                .isEmpty();
    }

    @Test
    void each_fills_in_what_it_was_given_and_is_japanese() {
        japanese()
                .forEach((english, said) -> assertThat(places(said))
                        .as(english)
                        .isSubsetOf(places(english))
                        .satisfies(all ->
                                assertThat(said).containsPattern("[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}]|^ ")));
    }

    /** Each kind of product says in its own folder what its manifest and its routes say. */
    @Test
    void what_a_connector_says_is_there_in_japanese_and_nothing_else() {
        assertThat(CATALOGUE.kinds())
                .isNotEmpty()
                .allSatisfy(connector -> assertThat(connector.said("ja").keySet())
                        .as(connector.folder())
                        .containsExactlyInAnyOrderElementsOf(texts(connector)));
    }

    private static Set<String> texts(Connector connector) {
        Manifest manifest = connector.manifest();
        Stream<String> reasons = Stream.concat(
                manifest.takes().stream().flatMap(row -> row.notTaken().values().stream()),
                manifest.makes().stream().flatMap(row -> row.notMade().values().stream()));
        return Stream.of(
                        texts(manifest.settings().values()),
                        manifest.files().stream().map(ListFile::title),
                        manifest.exceptionsByHand().stream(),
                        reasons,
                        Tree.files(connector.path().toString()).stream()
                                .filter(file -> file.toString().endsWith(".kamelet.yaml"))
                                .flatMap(ConsoleSentencesTest::descriptions))
                .flatMap(each -> each)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the hub's own routes do, and the settings that products have beside those of their manifests. */
    private static Set<String> texts() {
        Set<String> texts = Tree.files("routes").stream()
                .flatMap(ConsoleSentencesTest::descriptions)
                .collect(Collectors.toCollection(TreeSet::new));
        for (Connector connector : CATALOGUE.connectors()) {
            Map<String, Setting> common = new TreeMap<>(connector.manifest().allSettings());
            common.keySet().removeAll(connector.manifest().settings().keySet());
            texts(common.values()).forEach(texts::add);
        }
        return texts;
    }

    private static Stream<String> texts(Collection<Setting> settings) {
        return settings.stream().flatMap(setting -> Stream.of(setting.title(), setting.description()));
    }

    /** The descriptions of routes and of templates; those of a template's own parameters are for whoever writes routes. */
    private static Stream<String> descriptions(Path file) {
        return DESCRIPTION.matcher(Tree.read(file)).results().map(route -> route.group(1));
    }

    /** What is left out of these has to go on being there. */
    @Test
    void nothing_is_left_out_that_is_not_there() {
        Set<String> files = main().stream().map(ConsoleSentencesTest::name).collect(Collectors.toSet());
        assertThat(files).containsAll(NOT_SHOWN.keySet());
        assertThat(files)
                .containsAll(
                        ALOUD.stream().map(each -> each.replaceAll("\\..*", "")).toList());
    }

    private static Map<String, String> java() {
        return SpokenSentences.of(
                main().stream()
                        .filter(file -> !NOT_SHOWN.containsKey(name(file)))
                        .toList(),
                MADE_OF_SENTENCES,
                (file, part) -> ALOUD.contains(file) || ALOUD.contains(file + "." + part));
    }

    /** The texts in SQL that have several words or are part of more, and where each stands first. */
    private static Map<String, String> sql() {
        Map<String, String> found = new TreeMap<>();
        for (Path file : SQL) {
            List<String> lines = Tree.read(file).lines().toList();
            boolean code = file.toString().endsWith(".java");
            for (int n = 0; n < lines.size(); n++) {
                String place = file + ":" + (n + 1);
                Pattern.compile("'((?:[^']|'')*)'")
                        .matcher(lines.get(n).replaceAll(code ? "\"[^\"]+\"|//.*" : "--.*", ""))
                        .results()
                        .map(text -> text.group(1).replace("''", "'"))
                        .filter(text -> text.contains(" ") && text.matches(".*[a-z]{2}.*"))
                        .map(String::strip)
                        .filter(text -> !NO_SENTENCE.matcher(text).matches())
                        .forEach(text -> found.putIfAbsent(text, place));
            }
        }
        return found;
    }

    private static Stream<String> parts(String sentence) {
        return Arrays.stream(FILLED.split(sentence, -1))
                .map(String::strip)
                .filter(part -> part.matches(".*[a-z]{2}.*"));
    }

    private static Set<String> places(String sentence) {
        return FILLED.matcher(sentence)
                .results()
                .map(place -> place.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Path> main() {
        return Tree.files("src/main/java/org/ctdhub").stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    private static Map<String, String> japanese() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String pair : Tree.read(JAPANESE).split("\\n\\n+", -1)) {
            String[] lines = pair.strip().split("\\n", -1);
            if (!lines[0].startsWith("#")) {
                assertThat(lines).as(pair).hasSize(2);
                assertThat(all.put(lines[0], lines[1])).as(pair).isNull();
            }
        }
        return all;
    }
}
