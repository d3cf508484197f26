// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.Basis;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ProductVersion;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.policy.Taking;

/** Makes the records of a manifest in which nothing was found wrong. The defaults stand in the schema, too. */
final class ManifestBinder {

    private static final int USUAL_BATCH = 500;
    private static final Duration USUAL_LEASE = Duration.ofMinutes(2);

    private static final Map<String, ObjectType> TYPES =
            Arrays.stream(ObjectType.values()).collect(Collectors.toMap(ObjectType::word, type -> type));

    private final Section manifest;
    private final Map<String, String> versions;

    ManifestBinder(Section manifest) {
        this.manifest = manifest;
        this.versions = byName(manifest.section("versions"), name -> text(manifest.section("versions"), name));
    }

    Manifest bind() {
        return new Manifest(
                text(manifest, "title"),
                text(manifest, "vendor"),
                manifest.texts("words"),
                word(Manifest.Role.class, text(manifest, "role")),
                basis(manifest),
                versions,
                byName(
                        manifest.section("settings"),
                        name -> setting(manifest.section("settings").section(name))),
                auth(manifest.section("auth")),
                manifest.sections("takes").map(this::takes).toList(),
                manifest.sectionIn("deliver").map(ManifestBinder::delivery),
                manifest.sections("makes").map(this::makes).toList(),
                manifest.sectionIn("collect").map(ManifestBinder::collecting),
                manifest.sectionIn("sends").map(part -> new Sending(text(part, "setting"))),
                manifest.section("answers").sectionIn("sha256").map(ManifestBinder::answering),
                word(Manifest.Detections.class, manifest.text("detections").orElse("none")),
                manifest.sectionIn("detects").map(part -> new Detecting(span(part, "every"), part.texts("logs"))),
                manifest.flag("check"),
                byName(
                        manifest.section("csv"),
                        name -> csv(manifest.section("csv").section(name))),
                manifest.sectionIn("exceptions")
                        .filter(part -> part.has("every"))
                        .map(ManifestBinder::exceptions),
                manifest.section("exceptions").text("byHand"),
                manifest.section("actual").span("every"),
                byType(manifest.section("via"), ManifestBinder::text),
                manifest.flag("about"),
                manifest.sections("files").map(ListFileBinder::bind).toList());
    }

    private static Setting setting(Section part) {
        return new Setting(
                text(part, "title"),
                text(part, "description"),
                word(Setting.Format.class, part.text("format").orElse("text")),
                part.flag("secret"),
                part.text("default"));
    }

    private static Auth auth(Section part) {
        return new Auth(
                word(Auth.Scheme.class, text(part, "scheme")),
                part.text("header"),
                part.text("setting"),
                part.text("user"),
                part.text("application"));
    }

    private CapabilityRow takes(Section row) {
        return new CapabilityRow(
                text(row, "row"),
                from(row),
                basis(row),
                byType(row.section("types"), ManifestBinder::taking),
                byType(row.section("optional"), ManifestBinder::taking),
                byType(row.section("not"), ManifestBinder::text),
                types(row.texts("userDefined")),
                ScanAction.of(text(row, "least")),
                row.number("limit").orElseThrow());
    }

    private MakesRow makes(Section row) {
        return new MakesRow(
                from(row), basis(row), types(row.texts("types")), byType(row.section("not"), ManifestBinder::text));
    }

    private static Taking taking(Section types, String type) {
        if (types.text(type).isPresent()) {
            return Taking.keep();
        }
        return types.sectionIn(type)
                .map(part -> Taking.act(actions(part.texts("actions"))).bySha256())
                .orElseGet(() -> Taking.act(actions(types.texts(type))));
    }

    private static Delivery delivery(Section part) {
        return new Delivery(
                word(Delivery.Style.class, text(part, "style")),
                word(Delivery.Identity.class, part.text("identity").orElse("value")),
                part.number("batch").orElse(USUAL_BATCH),
                part.number("removeBatch").or(() -> part.number("batch")).orElse(USUAL_BATCH),
                part.sectionIn("rate").map(ManifestBinder::rate),
                part.span("lease").orElse(USUAL_LEASE),
                part.text("key"));
    }

    private static Collecting collecting(Section part) {
        return new Collecting(
                span(part, "every"),
                span(part, "atLeast"),
                span(part, "full"),
                part.number("missing").orElse(1),
                part.number("holdAtLoss"));
    }

    private static Answering answering(Section part) {
        return new Answering(
                span(part, "every"),
                part.number("batch").orElseThrow(),
                rate(part),
                span(part, "again"),
                span(part, "giveUp"));
    }

    private static ExceptionKeeping exceptions(Section part) {
        return new ExceptionKeeping(
                span(part, "every"),
                types(part.texts("types")),
                part.flag("wildcards"),
                part.flag("ranges"),
                text(part, "setting"));
    }

    private static CsvFile csv(Section part) {
        return new CsvFile(
                text(part, "title"),
                part.texts("columns"),
                word(CsvFile.Holds.class, text(part, "holds")),
                part.flag("reports"),
                text(part, "mark"));
    }

    private static Rate rate(Section part) {
        return new Rate(part.number("calls").orElseThrow(), span(part, "per"));
    }

    private Optional<ProductVersion> from(Section row) {
        return row.text("from").flatMap(text -> ProductVersion.of(text, versions));
    }

    private static Basis basis(Section part) {
        return word(Basis.class, text(part, "basis"));
    }

    private static Set<ScanAction> actions(List<String> words) {
        return words.stream().map(ScanAction::of).collect(Collectors.toSet());
    }

    private static Set<ObjectType> types(List<String> words) {
        return words.stream().map(TYPES::get).collect(Collectors.toSet());
    }

    private static <V> Map<ObjectType, V> byType(Section part, BiFunction<Section, String, V> value) {
        return part.names().stream().collect(Collectors.toMap(TYPES::get, name -> value.apply(part, name)));
    }

    private static <V> Map<String, V> byName(Section part, Function<String, V> value) {
        Map<String, V> map = new LinkedHashMap<>();
        part.names().forEach(name -> map.put(name, value.apply(name)));
        return map;
    }

    private static <E extends Enum<E>> E word(Class<E> words, String word) {
        return Enum.valueOf(words, word.toUpperCase(Locale.ROOT));
    }

    private static String text(Section part, String key) {
        return part.text(key).orElseThrow();
    }

    private static Duration span(Section part, String key) {
        return part.span(key).orElseThrow();
    }
}
