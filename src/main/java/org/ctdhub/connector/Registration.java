// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ctdhub.policy.ProductVersion;
import org.ctdhub.policy.VersionedRow;

/** Checks what an operator filled in for a product, and gathers every problem before it gives up. */
final class Registration {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final Manifest manifest;
    private final Map<String, String> given;
    private final Map<String, String> settings = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    Registration(Manifest manifest, Map<String, String> given) {
        this.manifest = manifest;
        this.given = given;
    }

    /** The product, if nothing is wrong with it. */
    Product check(String name, Connector connector, String versionText) throws RegistrationException {
        Optional<ProductVersion> version = manifest.version(versionText);
        name(name);
        unknownSettings();
        manifest.settings().forEach(this::setting);
        version.ifPresent(this::oldEnough);
        if (!problems.isEmpty()) {
            throw new RegistrationException(problems);
        }
        return new Product(name, connector, version, settings);
    }

    private void name(String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            problems.add("The product's name must be small letters, digits and hyphens, begin with a letter and have "
                    + "at most 63 characters, such as 'tokyo-1'. Choose another.");
        }
    }

    private void unknownSettings() {
        new TreeSet<>(given.keySet())
                .stream()
                        .filter(name -> !manifest.settings().containsKey(name))
                        .forEach(name -> problems.add("There is no setting " + Shown.quoted(name) + ". Use "
                                + String.join(", ", manifest.settings().keySet()) + "."));
    }

    private void setting(String name, Setting setting) {
        String text = Objects.requireNonNullElse(given.get(name), "").strip();
        if (!text.isEmpty()) {
            SettingValue.fault(setting.format(), text)
                    .ifPresentOrElse(
                            fault -> problems.add("The setting '" + name + "' " + fault),
                            () -> settings.put(name, setting.format() == Setting.Format.URI ? base(text) : text));
        } else if (setting.fallback().isPresent()) {
            settings.put(name, setting.fallback().get());
        } else {
            problems.add("The setting '" + name + "' is missing. Fill in: " + setting.title() + " ("
                    + setting.description() + ").");
        }
    }

    /** Without the slashes at the end, so that a route can append a path. */
    private static String base(String uri) {
        return uri.replaceFirst("/+$", "");
    }

    private void oldEnough(ProductVersion version) {
        List<VersionedRow> rows = Stream.<VersionedRow>concat(manifest.takes().stream(), manifest.makes().stream())
                .toList();
        if (VersionedRow.choose(rows, Optional.of(version)).isEmpty()) {
            VersionedRow.choose(rows, Optional.empty())
                    .flatMap(VersionedRow::from)
                    .ifPresent(least -> problems.add("Version " + version + " is too old; " + manifest.title()
                            + " works with the hub from " + least + ". Upgrade it, or leave the version empty if it is "
                            + "not known."));
        }
    }
}
