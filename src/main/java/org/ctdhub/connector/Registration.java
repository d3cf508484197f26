// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
        if (!Objects.requireNonNullElse(given.get(Product.CERTIFICATE), "").isBlank()) {
            manifest.certificate().ifPresent(setting -> setting(Product.CERTIFICATE, setting));
        }
        if (!manifest.files().isEmpty()) {
            DropSetting.settings().forEach(this::setting);
            problems.addAll(DropSetting.faults(given));
        }
        if (manifest.role().consumes()) {
            Arrays.stream(SwitchSetting.values()).forEach(this::switched);
        }
        version.ifPresent(this::oldEnough);
        version.ifPresent(this::reachesChosenRow);
        Product product = new Product(String.valueOf(name), connector, version, settings);
        way(product);
        if (!problems.isEmpty()) {
            throw new RegistrationException(problems);
        }
        return product;
    }

    private void name(String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            problems.add("The product's name must be small letters, digits and hyphens, begin with a letter and have "
                    + "at most 63 characters, such as 'tokyo-1'. Choose another.");
        }
    }

    private void unknownSettings() {
        Set<String> known = manifest.allSettings().keySet();
        new TreeSet<>(given.keySet())
                .stream()
                        .filter(name -> !known.contains(name))
                        .forEach(name -> problems.add("There is no setting " + Shown.quoted(name) + ". Use "
                                + String.join(", ", known) + "."));
    }

    private void switched(SwitchSetting setting) {
        String text = Objects.requireNonNullElse(given.get(setting.word()), "").strip();
        if (!text.isEmpty()) {
            setting.fault(manifest, text)
                    .ifPresentOrElse(
                            fault -> problems.add("The setting '" + setting.word() + "' " + fault),
                            () -> settings.put(setting.word(), text));
        }
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

    /** A product that may be registered without its address has to reach the hub, then. */
    private void way(Product product) {
        if (product.hasAddress()) {
            manifest.auth()
                    .setting()
                    .filter(name -> "".equals(settings.get(name)))
                    .ifPresent(name -> problems.add("The setting '" + name
                            + "' is missing. Where the hub calls the product," + " it needs it to sign in."));
        } else if (product.senders().isEmpty() && product.ownKey().isEmpty()) {
            problems.add(
                    "Without an address the hub can't call the product, and nothing says how it calls the hub. Fill in '"
                            + Product.ADDRESS + "'"
                            + manifest.sending()
                                    .map(sending -> ", or '" + sending.setting() + "' if it only sends")
                                    .orElse("")
                            + ".");
        }
    }

    private void reachesChosenRow(ProductVersion version) {
        manifest.takes().stream()
                .filter(row -> row.name().equals(settings.get(SwitchSetting.ROW.word())))
                .flatMap(row -> row.from().stream())
                .filter(from -> version.compareTo(from) < 0)
                .forEach(from -> problems.add("The chosen row begins with " + from + ", and the version is " + version
                        + ". Choose another row, or leave it empty."));
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
