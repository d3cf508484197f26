// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ProductVersion;
import org.ctdhub.policy.Switches;
import org.ctdhub.policy.VersionedRow;

/**
 * One registered appliance or server; made by {@link #register}, which checks it.
 *
 * @param version empty: unknown
 * @param settings every setting of the manifest, defaults filled in; secrets in the clear
 */
public record Product(
        String name, Connector connector, Optional<ProductVersion> version, Map<String, String> settings) {

    public Product {
        settings = Map.copyOf(settings);
    }

    /**
     * Checks a registration against the connector's manifest.
     *
     * @param versionText as the operator knows it; absent, blank or not understood makes the version unknown
     * @throws RegistrationException with every problem at once
     */
    public static Product register(String name, Connector connector, String versionText, Map<String, String> settings)
            throws RegistrationException {
        return new Registration(connector.manifest(), settings).check(name, connector, versionText);
    }

    /** What the product takes; empty for a mere producer. */
    public Optional<CapabilityRow> row() {
        Switches switches = SwitchSetting.read(settings);
        return VersionedRow.choose(connector.manifest().takes(), version)
                .flatMap(fitting -> named(switches).or(() -> Optional.of(fitting)))
                .map(row -> row.with(switches));
    }

    private Optional<CapabilityRow> named(Switches switches) {
        return switches.row()
                .flatMap(name -> connector.manifest().takes().stream()
                        .filter(row -> row.name().equals(name))
                        .findFirst());
    }

    /** What the product makes; empty for a mere consumer. */
    public Optional<MakesRow> makes() {
        return VersionedRow.choose(connector.manifest().makes(), version);
    }

    /** The settings of its manifest that are no secret: what a route is given. */
    public Map<String, String> routeSettings() {
        Map<String, String> open = openSettings();
        open.keySet().removeIf(SwitchSetting::isOne);
        return open;
    }

    /** The settings that are no secret. */
    public Map<String, String> openSettings() {
        Map<String, String> open = new TreeMap<>(settings);
        open.keySet().removeIf(this::isSecret);
        return open;
    }

    /** Name, connector, version and the settings that are no secret. */
    @Override
    public String toString() {
        Map<String, String> shown = new TreeMap<>(settings);
        shown.replaceAll((key, value) -> isSecret(key) ? "***" : value);
        return "Product[" + name + ", " + connector.folder() + " "
                + version.map(ProductVersion::toString).orElse("of unknown version") + ", " + shown + "]";
    }

    /** Whether a setting holds a secret; one that the manifest doesn't know counts as one. */
    public boolean isSecret(String key) {
        Setting setting = connector.manifest().settings().get(key);
        return setting == null ? !SwitchSetting.isOne(key) : setting.secret();
    }
}
