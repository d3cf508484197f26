// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * What tests measured, in one table: on the console, and in {@code target/figures.txt}. Nobody knows which class is the last, and
 * two processes run them, so it is printed anew after each that measured something; the last one holds all.
 */
public final class Figures implements LauncherSessionListener {

    private static final Path FILE = Path.of("target", "figures.txt");
    private static final Map<String, String> KEPT = new TreeMap<>();
    private static final int NAME = 100;
    private static boolean fresh;

    /** Keeps a figure, in place of an earlier one of this name. */
    public static synchronized void keep(String name, Object figure) {
        fresh = true;
        KEPT.put(name, figure instanceof Duration time ? seconds(time) : figure.toString());
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        write();
    }

    private static synchronized void write() {
        if (!fresh) {
            return;
        }
        fresh = false;
        Map<String, String> all = new TreeMap<>(written());
        all.putAll(KEPT);
        String table = all.entrySet().stream()
                .map(figure -> ("%-" + NAME + "s  %s%n").formatted(figure.getKey(), figure.getValue()))
                .collect(Collectors.joining("", "Measured by the tests:%n".formatted(), ""));
        System.out.print(table);
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, table);
        } catch (IOException e) {
            throw new UncheckedIOException("The figures can't be written.", e);
        }
    }

    /** What the other process measured, or an earlier run. */
    private static Map<String, String> written() {
        try (Stream<String> lines = Files.lines(FILE)) {
            return lines.skip(1)
                    .filter(line -> line.length() > NAME)
                    .collect(Collectors.toMap(
                            line -> line.substring(0, NAME).strip(),
                            line -> line.substring(NAME).strip(),
                            (one, other) -> other));
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1_000.0);
    }
}
