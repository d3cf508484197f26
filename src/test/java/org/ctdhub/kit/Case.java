// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ctdhub.connector.Connector;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One story of a connector: what was given, what was sent and answered, and what came of it.
 *
 * @param verb collect, receive, deliver, answer, exceptions, actual, detect, check, about or file
 */
record Case(
        Path file,
        String title,
        String verb,
        Map<String, Object> given,
        List<ScriptedProduct.Exchange> exchanges,
        Map<String, Object> then) {

    /** The cases of a connector, by file name. */
    static List<Case> of(Connector connector) {
        Path folder = connector.path().resolve("cases");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(Case::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case read(Path file) {
        try {
            Map<String, Object> all =
                    map(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file)));
            return new Case(
                    file,
                    text(all, "title"),
                    text(all, "verb"),
                    map(all.get("given")),
                    list(all.get("exchanges")).stream().map(Case::exchange).toList(),
                    map(all.get("then")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ScriptedProduct.Exchange exchange(Object each) {
        Map<String, Object> sent = map(map(each).get("sent"));
        Map<String, Object> answered = map(map(each).get("answered"));
        return new ScriptedProduct.Exchange(
                text(sent, "method"),
                text(sent, "path"),
                texts(sent.get("headers")),
                sent.get("body"),
                new ScriptedProduct.Answer(
                        Integer.parseInt(text(answered, "status")),
                        texts(answered.get("headers")),
                        String.valueOf(answered.getOrDefault("body", ""))));
    }

    static String text(Map<String, Object> map, String key) {
        if (!map.containsKey(key)) {
            throw new AssertionError("A case lacks '" + key + "' in " + map);
        }
        return String.valueOf(map.get(key));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    static List<?> list(Object value) {
        return value == null ? List.of() : (List<?>) value;
    }

    static Map<String, String> texts(Object value) {
        Map<String, String> texts = new LinkedHashMap<>();
        map(value).forEach((key, text) -> texts.put(key, String.valueOf(text)));
        return texts;
    }
}
