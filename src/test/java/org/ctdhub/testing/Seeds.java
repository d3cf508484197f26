// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What products really say, as their connectors' cases have it, for a fuzzer to begin with. */
public final class Seeds {

    private Seeds() {}

    /** Every text in any case that is what is asked for. */
    public static Stream<String> inCases(Predicate<String> wanted) {
        try (Stream<Path> files = Files.find(
                Path.of("connectors"),
                3,
                (file, attributes) -> attributes.isRegularFile()
                        && file.getParent().endsWith("cases")
                        && file.getFileName().toString().endsWith(".yaml"))) {
            return files.sorted().flatMap(Seeds::texts).filter(wanted).distinct().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> texts(Path file) {
        try {
            Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            return in(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> in(Object yaml) {
        if (yaml instanceof Map<?, ?> map) {
            return map.values().stream().flatMap(Seeds::in);
        }
        if (yaml instanceof Collection<?> list) {
            return list.stream().flatMap(Seeds::in);
        }
        return yaml instanceof String text ? Stream.of(text) : Stream.of();
    }
}
