// SPDX-License-Identifier: Apache-2.0
package org.ctdhub;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names of all settings under {@code ctd.}, such as {@code ctd.http.deadline}. In a list {@code [n]} stands for the place, and in a
 * map {@code <name>} or {@code <setting>} for the key.
 */
public final class SettingNames {

    private static final List<String> ALL = below("ctd", HubSettings.class);

    private SettingNames() {}

    /** All of them, in the order of the records. */
    public static List<String> all() {
        return ALL;
    }

    /** Whether a name from a file or the command line is one of them, in whatever way Spring reads it. */
    static boolean isOne(String name) {
        String given = name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
        return ALL.stream().anyMatch(known -> given.matches(pattern(known, "\\.", "(\\[\\d+]|\\.\\d+)?", ".+")));
    }

    /** Whether a variable of the environment means one of them: there, dots and hyphens are underscores, or left out. */
    static boolean isOneInTheEnvironment(String variable) {
        String given = variable.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return ALL.stream().anyMatch(known -> given.matches(pattern(known, "", "\\d*", ".+")));
    }

    private static String pattern(String known, String dot, String place, String key) {
        StringBuilder pattern = new StringBuilder();
        for (String part : known.split("(?=\\.)|(?=\\[n])|(?=<)", -1)) {
            pattern.append(
                    part.startsWith("[n]")
                            ? place
                            : part.startsWith("<")
                                    ? key
                                    : (part.startsWith(".") ? dot : "") + Pattern.quote(part.replaceAll("[.-]", "")));
        }
        return pattern.toString();
    }

    /** The setting whose name is most like this one. */
    static String nearest(String name) {
        String given = name.toLowerCase(Locale.ROOT).replace('_', '.').replaceAll("\\[\\d+]", "[n]");
        return ALL.stream()
                .min(Comparator.comparingInt(known -> distance(given, withKeysOf(given, known))))
                .orElseThrow();
    }

    /** A key may be any word, so it makes no difference. */
    private static String withKeysOf(String given, String known) {
        String[] keys = given.split("\\.", -1);
        String[] parts = known.split("\\.", -1);
        for (int i = 0; i < Math.min(keys.length, parts.length); i++) {
            if (parts[i].startsWith("<")) {
                parts[i] = keys[i];
            }
        }
        return String.join(".", parts);
    }

    /** How many letters have to be put in, taken out or exchanged to make one of the other (Levenshtein). */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j < before.length; j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[before.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int exchanged = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(exchanged, 1 + Math.min(before[j], row[j - 1]));
            }
            before = row;
        }
        return before[other.length()];
    }

    private static List<String> below(String prefix, Class<?> type) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + hyphenated(component);
            if (component.getType().isRecord()) {
                names.addAll(below(name, component.getType()));
            } else if (List.class.isAssignableFrom(component.getType())) {
                names.addAll(elements(name + "[n]", component, 0));
            } else if (Map.class.isAssignableFrom(component.getType())) {
                names.addAll(elements(name + (type == HubSettings.class ? ".<name>" : ".<setting>"), component, 1));
            } else {
                names.add(name);
            }
        }
        return names;
    }

    private static List<String> elements(String name, RecordComponent component, int argument) {
        Type element = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[argument];
        return element instanceof Class<?> type && type.isRecord() ? below(name, type) : List.of(name);
    }

    /** A component's name in the form in which it is written in a file. */
    public static String hyphenated(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
