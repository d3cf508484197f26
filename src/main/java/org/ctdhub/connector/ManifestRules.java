// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.util.Optional;
import org.ctdhub.policy.Switches;

/** Checks what a schema can't say: that the parts of a manifest agree with each other. */
final class ManifestRules {

    private final Section manifest;
    private final Findings findings;

    ManifestRules(Section manifest, Findings findings) {
        this.manifest = manifest;
        this.findings = findings;
    }

    void check() {
        role();
        auth();
        manifest.section("settings").names().forEach(this::setting);
        new RowRules(manifest, findings).check();
        collect();
        answers();
        sends();
        exceptions();
        manifest.section("csv").names().forEach(this::csv);
        actual();
        via();
        detects();
        new FileRules(manifest, findings).check();
    }

    private void detects() {
        if (manifest.has("detects") && !manifest.text("detections").equals(Optional.of("api"))) {
            findings.at(manifest.at("detects"), "Detections are asked for over an API. Add 'detections: api'.");
        }
    }

    private void role() {
        manifest.text("role").ifPresent(role -> {
            belongs(role, "takes", "producer", true);
            belongs(role, "deliver", "producer", true);
            belongs(role, "makes", "consumer", true);
            belongs(role, "collect", "consumer", false);
            belongs(role, "answers", "consumer", false);
        });
    }

    private void belongs(String role, String key, String excluded, boolean required) {
        if (role.equals(excluded) && manifest.has(key)) {
            findings.at(manifest.at(key), "A " + role + " has no '" + key + "'. Remove it, or set 'role: both'.");
        }
        if (!role.equals(excluded) && required && !manifest.has(key)) {
            findings.at(manifest.at("role"), "The role '" + Shown.plain(role, 20) + "' needs '" + key + "'. Add it.");
        }
    }

    private void auth() {
        Section auth = manifest.section("auth");
        String scheme = auth.text("scheme").orElse("none");
        needs(auth, "setting", !scheme.equals("none"));
        needs(auth, "header", scheme.equals("header"));
        needs(auth, "user", scheme.equals("basic"));
        needs(auth, "application", scheme.equals("automation"));
        auth.text("setting").ifPresent(name -> secret(auth, "setting", name));
        Section deliver = manifest.section("deliver");
        deliver.text("key").ifPresent(name -> secret(deliver, "key", name));
    }

    private void needs(Section auth, String key, boolean needed) {
        if (needed != auth.has(key)) {
            String scheme = Shown.quoted(auth.text("scheme").orElse("none"));
            findings.at(
                    needed ? auth.pointer() : auth.at(key),
                    "The scheme " + scheme
                            + (needed ? " needs '" + key + "'. Add it." : " has no '" + key + "'. Remove it."));
        }
    }

    private void secret(Section part, String key, String name) {
        Optional<Section> setting = manifest.section("settings").sectionIn(name);
        if (setting.isEmpty()) {
            findings.at(part.at(key), Shown.quoted(name) + " is not one of the settings. Add it under 'settings'.");
        } else if (!setting.get().flag("secret")) {
            findings.at(setting.get().pointer(), Shown.quoted(name) + " holds the key. Mark it 'secret: true'.");
        }
    }

    private void setting(String name) {
        Section setting = manifest.section("settings").section(name);
        if (Switches.NAMES.contains(name) || DropSetting.isOne(name) || Product.CERTIFICATE.equals(name)) {
            findings.at(
                    setting.pointer(),
                    Shown.quoted(name) + " is a setting of every product. Name this one differently.");
        }
        Optional<String> given =
                setting.text("default").filter(value -> !value.isEmpty()); // an empty one: needn't be given
        if (setting.flag("secret") && given.isPresent()) {
            findings.at(setting.at("default"), "A secret has no default. Remove it.");
        }
        given.filter(value -> setting.text("format").equals(Optional.of("uri")))
                .flatMap(value -> SettingValue.fault(Setting.Format.URI, value))
                .ifPresent(fault -> findings.at(setting.at("default"), "The default " + fault));
    }

    private void sends() {
        known(manifest.section("sends"), "setting");
    }

    private void exceptions() {
        known(manifest.section("exceptions"), "setting");
    }

    private void via() {
        Section via = manifest.section("via");
        via.names().forEach(type -> {
            known(via, type);
            manifest.sections("takes")
                    .filter(row -> RowRules.typesOf(row).contains(type))
                    .forEach(row -> findings.at(
                            via.at(type),
                            "A row takes '" + Shown.plain(type, 20) + "' itself. Remove one of the two."));
        });
    }

    private void known(Section part, String key) {
        part.text(key)
                .filter(name -> manifest.section("settings").sectionIn(name).isEmpty())
                .ifPresent(name -> findings.at(
                        part.at(key), Shown.quoted(name) + " is not one of the settings. Add it under 'settings'."));
    }

    private void actual() {
        if (manifest.has("actual") && !manifest.section("deliver").text("style").equals(Optional.of("changes"))) {
            findings.at(
                    manifest.at("actual"),
                    "Only what the hub put there by changes can be compared. Remove 'actual', or set 'style: changes'"
                            + " under 'deliver'.");
        }
    }

    private void csv(String name) {
        Section file = manifest.section("csv").section(name);
        file.text("mark")
                .filter(column -> !file.texts("columns").contains(column))
                .ifPresent(column -> findings.at(
                        file.at("mark"), Shown.quoted(column) + " is not one of the columns. Add it under 'columns'."));
    }

    private void collect() {
        Section collect = manifest.section("collect");
        ordered(collect, "atLeast", "every");
        ordered(collect, "every", "full");
    }

    private void answers() {
        Section sha256 = manifest.section("answers").section("sha256");
        ordered(sha256, "again", "giveUp");
        boolean listsSha1 =
                manifest.sections("makes").anyMatch(row -> RowRules.typesOf(row).contains("file_sha1"));
        if (!sha256.keys().isEmpty() && manifest.has("makes") && !listsSha1) {
            findings.at(sha256.pointer(), "No row makes 'file_sha1', so there is nothing to ask. Remove 'answers'.");
        }
    }

    private void ordered(Section part, String shorter, String longer) {
        Optional<Duration> upper = part.span(longer);
        part.span(shorter)
                .filter(span -> upper.isPresent() && span.compareTo(upper.get()) > 0)
                .ifPresent(span -> findings.at(
                        part.at(shorter), "'" + shorter + "' is longer than '" + longer + "'. Shorten it."));
    }
}
