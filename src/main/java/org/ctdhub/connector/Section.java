// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A part of a manifest: its keys, and where it stands (a JSON pointer). What is absent or of another kind than asked
 * for reads as empty, so that rules can look at a file whose form is still wrong.
 */
record Section(String pointer, Map<String, Object> keys) {

    /** The pointer of a key inside a place. */
    static String pointer(String parent, String key) {
        return parent + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    String at(String key) {
        return pointer(pointer, key);
    }

    boolean has(String key) {
        return keys.get(key) != null;
    }

    Set<String> names() {
        return keys.keySet();
    }

    Optional<String> text(String key) {
        return asText(keys.get(key));
    }

    Optional<Integer> number(String key) {
        return keys.get(key) instanceof Long number ? Optional.of(Math.toIntExact(number)) : Optional.empty();
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(keys.get(key));
    }

    Optional<Duration> span(String key) {
        return text(key).flatMap(Span::of);
    }

    List<String> texts(String key) {
        return keys.get(key) instanceof List<?> list
                ? list.stream().flatMap(item -> asText(item).stream()).toList()
                : List.of();
    }

    Section section(String key) {
        return of(at(key), keys.get(key)).orElseGet(() -> new Section(at(key), Map.of()));
    }

    /** The part under a key, if there is one. */
    Optional<Section> sectionIn(String key) {
        return of(at(key), keys.get(key));
    }

    /** The items of a list that are parts themselves. */
    Stream<Section> sections(String key) {
        List<?> list = keys.get(key) instanceof List<?> items ? items : List.of();
        return IntStream.range(0, list.size())
                .mapToObj(i -> of(at(key) + "/" + i, list.get(i)))
                .flatMap(Optional::stream);
    }

    @SuppressWarnings("unchecked") // every map in the tree was made by YamlTree, with texts as keys
    private static Optional<Section> of(String pointer, Object value) {
        return value instanceof Map<?, ?> map
                ? Optional.of(new Section(pointer, (Map<String, Object>) map))
                : Optional.empty();
    }

    private static Optional<String> asText(Object value) {
        return value instanceof String || value instanceof Long ? Optional.of(value.toString()) : Optional.empty();
    }
}
