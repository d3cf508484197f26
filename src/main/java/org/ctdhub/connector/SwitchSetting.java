// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ctdhub.connector.Setting.Format;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.policy.Switches;

/** The settings that every consumer has beside those of its manifest: what it shall get, where its row is not to count. */
enum SwitchSetting {
    ROW("row", "Capability row", "one of the rows in its manifest; leave it empty for the one that fits its version"),
    TYPES(
            "types",
            "Types",
            "the only types that it shall get, with commas between; leave it empty for those of its row"),
    USER_DEFINED_FILES(
            "userDefinedFiles",
            "Files that people list",
            "true: it enforces them as well; false: only what a sandbox found; leave it empty for what its row says"),
    LEAST("least", "Least action", "objects whose action would arrive weaker are left out: log, block or quarantine"),
    LIMIT("limit", "Limit", "how many objects of a type it can hold; what ranks lower is left out");

    private static final int HIGHEST_LIMIT = 100_000_000;

    private final String word;
    private final String title;
    private final String description;

    SwitchSetting(String word, String title, String description) {
        this.word = word;
        this.title = title;
        this.description = description;
    }

    /** The settings, by name. */
    static Map<String, Setting> settings() {
        Map<String, Setting> all = new LinkedHashMap<>();
        Arrays.stream(values()).forEach(each -> all.put(each.word, each.setting()));
        return all;
    }

    private Setting setting() {
        return new Setting(title, description, Format.TEXT, false, Optional.of(""));
    }

    /** What is wrong with a value, as the rest of a sentence. Takes a value that isn't empty. */
    Optional<String> fault(Manifest manifest, String value) {
        List<String> words = words(manifest);
        if (this == LIMIT) {
            return value.matches("[1-9][0-9]{0,8}") && Integer.parseInt(value) <= HIGHEST_LIMIT
                    ? Optional.empty()
                    : Optional.of("is not a number from 1 to " + HIGHEST_LIMIT + ". Write digits only.");
        }
        return parts(value).allMatch(words::contains)
                ? Optional.empty()
                : Optional.of("doesn't fit. Use one of " + String.join(", ", words) + ".");
    }

    private List<String> words(Manifest manifest) {
        return switch (this) {
            case ROW -> manifest.takes().stream().map(CapabilityRow::name).toList();
            case TYPES ->
                manifest.takes().stream()
                        .flatMap(row -> Stream.concat(row.types().keySet().stream(), row.optional().keySet().stream()))
                        .distinct()
                        .sorted()
                        .map(ObjectType::word)
                        .toList();
            case USER_DEFINED_FILES -> List.of("true", "false");
            case LEAST ->
                Arrays.stream(ScanAction.values()).map(ScanAction::word).toList();
            case LIMIT -> List.of();
        };
    }

    private Stream<String> parts(String value) {
        return this == TYPES ? Arrays.stream(value.split(",", -1)).map(String::strip) : Stream.of(value);
    }

    String word() {
        return word;
    }

    static Optional<SwitchSetting> of(String name) {
        return Arrays.stream(values()).filter(each -> each.word.equals(name)).findFirst();
    }

    /** What these settings say; takes settings in which no fault was found. */
    static Switches read(Map<String, String> settings) {
        Map<SwitchSetting, String> given = new HashMap<>();
        settings.forEach(
                (name, value) -> of(name).filter(each -> !value.isEmpty()).ifPresent(each -> given.put(each, value)));
        return new Switches(
                Optional.ofNullable(given.get(ROW)),
                given.containsKey(TYPES)
                        ? TYPES.parts(given.get(TYPES)).map(SwitchSetting::type).collect(Collectors.toSet())
                        : Set.of(),
                Optional.ofNullable(given.get(USER_DEFINED_FILES)).map(Boolean::valueOf),
                Optional.ofNullable(given.get(LEAST)).map(ScanAction::of),
                Optional.ofNullable(given.get(LIMIT)).map(Integer::valueOf));
    }

    private static ObjectType type(String word) {
        return Arrays.stream(ObjectType.values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow();
    }
}
