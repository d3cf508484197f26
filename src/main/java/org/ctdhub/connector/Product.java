// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ctdhub.auth.Certificates;
import org.ctdhub.connector.Delivery.Style;
import org.ctdhub.object.ObjectType;
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

    /** The setting to which the templates of whatever the hub calls send. */
    static final String ADDRESS = "url";

    /** The setting with the certificates that prove over TLS who answers there. */
    static final String CERTIFICATE = "certificate";

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
        return fitting()
                .flatMap(fitting -> named(switches).or(() -> Optional.of(fitting)))
                .map(row -> row.with(switches));
    }

    /** Why it takes no objects of a type, with its version where a later one takes them; empty: it takes them. */
    public Optional<String> refusal(ObjectType type) {
        return row().map(row -> row.notTaken().get(type))
                .map(reason -> isTooOldFor(type) ? reason + "; its version is " + version.orElseThrow() : reason);
    }

    private boolean isTooOldFor(ObjectType type) {
        List<CapabilityRow> taking = connector.manifest().takes().stream()
                .filter(row -> row.types().containsKey(type))
                .toList();
        return version.isPresent()
                && !taking.isEmpty()
                && VersionedRow.choose(taking, version).isEmpty();
    }

    /** A row that is fed by file stands back while another one fits. */
    private Optional<CapabilityRow> fitting() {
        Manifest manifest = connector.manifest();
        List<CapabilityRow> usual = manifest.takes().stream()
                .filter(row -> manifest.files(row).isEmpty())
                .toList();
        return VersionedRow.choose(usual, version).or(() -> VersionedRow.choose(manifest.takes(), version));
    }

    private Optional<CapabilityRow> named(Switches switches) {
        return switches.row()
                .flatMap(name -> connector.manifest().takes().stream()
                        .filter(row -> row.name().equals(name))
                        .findFirst());
    }

    /** The files in which it is given its list; none: it is fed another way. */
    public List<ListFile> files() {
        return row().map(connector.manifest()::files).orElse(List.of());
    }

    /** How it gets its objects; empty for a mere producer. */
    public Optional<Style> way() {
        return connector.manifest().delivery().map(way -> files().isEmpty() ? way.style() : Style.LIST);
    }

    /** What the product makes; empty for a mere consumer. */
    public Optional<MakesRow> makes() {
        return VersionedRow.choose(connector.manifest().makes(), version);
    }

    /** Whether the hub can call it: one that was registered without its address, as behind NAT, sends or asks by itself. */
    public boolean hasAddress() {
        return !"".equals(settings.get(ADDRESS));
    }

    /** What its routes do: what its connector's do, less what nobody filled in the settings for. */
    public Set<Verb> verbs() {
        return connector.manifest().verbs().stream()
                .filter(verb -> hasAddress() || !verb.calls())
                .filter(verb -> verb != Verb.RECEIVE || !senders().isEmpty())
                .filter(verb -> verb != Verb.DELIVER || way().equals(Optional.of(Style.CHANGES)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Verb.class)));
    }

    /** Where the hub puts its files; nowhere: they are only fetched. */
    public Drop drop() {
        return files().isEmpty() ? Drop.NOWHERE : DropSetting.read(settings);
    }

    /** The names under which it sends its events; none if it doesn't. */
    public List<String> senders() {
        return connector
                .manifest()
                .sending()
                .map(sending -> settings.getOrDefault(sending.setting(), ""))
                .map(names -> Stream.of(names.split("[ ,]+", -1))
                        .filter(name -> !name.isEmpty())
                        .toList())
                .orElse(List.of());
    }

    /** The key with which it signs when it asks for its list; empty if it has none, or never asks. */
    public Optional<String> ownKey() {
        return connector
                .manifest()
                .delivery()
                .filter(way -> way().equals(Optional.of(Style.PULL)))
                .flatMap(way -> way.key().or(() -> connector.manifest().auth().setting()))
                .map(settings::get)
                .filter(key -> !key.isEmpty());
    }

    /** The addresses that were filled in for it: where the hub may call it. */
    public List<URI> addresses() {
        return connector.manifest().settings().entrySet().stream()
                .filter(setting -> setting.getValue().format() == Setting.Format.URI)
                .map(setting -> settings.getOrDefault(setting.getKey(), ""))
                .filter(address -> !address.isEmpty())
                .map(URI::create)
                .toList();
    }

    /** What must be shown at these addresses, or have signed what is shown; empty: what the system trusts. */
    public List<X509Certificate> pinned() {
        String pem = settings.getOrDefault(CERTIFICATE, "");
        try {
            return pem.isEmpty() ? List.of() : Certificates.read(pem);
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was registered", e);
        }
    }

    /** The settings of its manifest that are no secret: what a route is given. */
    public Map<String, String> routeSettings() {
        Map<String, String> open = openSettings();
        open.keySet().retainAll(connector.manifest().settings().keySet());
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
        Setting setting = connector.manifest().allSettings().get(key);
        return setting == null || setting.secret();
    }
}
