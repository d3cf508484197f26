// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ProductVersion;
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
        return VersionedRow.choose(connector.manifest().takes(), version);
    }

    /** What the product makes; empty for a mere consumer. */
    public Optional<MakesRow> makes() {
        return VersionedRow.choose(connector.manifest().makes(), version);
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
        return setting == null || setting.secret();
    }
}
