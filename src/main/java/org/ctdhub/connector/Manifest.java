// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.Basis;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ProductVersion;

/**
 * What {@code connector.yaml} says of a kind of product; each key is described in {@code connector.schema.json}.
 *
 * @param versions releases that the vendor named, and the number each stands for
 * @param settings by name, in the manifest's order
 * @param takes empty for a mere producer
 * @param makes empty for a mere consumer
 * @param collecting empty for a producer that only sends by itself
 * @param sending empty for a product that sends nothing by itself
 * @param detecting empty for a product whose detections aren't asked for
 * @param checks whether one harmless call shows that hub and product reach each other
 * @param csv lists that a person carries as files, by name
 * @param exceptions empty where the hub keeps no exceptions at the product
 * @param exceptionsByHand what is missing as long as nobody enters the hub's exceptions at the product; empty: nothing
 * @param via types that it learns of through another product, and the setting in which an operator names that one
 * @param tellsAbout whether it can be asked how it is set up
 * @param actual how often it is read back; empty where what it holds can't be read
 * @param files in which the product can be given its list; a row that one of them names is fed that way
 */
public record Manifest(
        String title,
        String vendor,
        List<String> words,
        Role role,
        Basis basis,
        Map<String, String> versions,
        Map<String, Setting> settings,
        Auth auth,
        List<CapabilityRow> takes,
        Optional<Delivery> delivery,
        List<MakesRow> makes,
        Optional<Collecting> collecting,
        Optional<Sending> sending,
        Optional<Answering> answeringSha256,
        Detections detections,
        Optional<Detecting> detecting,
        boolean checks,
        Map<String, CsvFile> csv,
        Optional<ExceptionKeeping> exceptions,
        Optional<String> exceptionsByHand,
        Optional<Duration> actual,
        Map<ObjectType, String> via,
        boolean tellsAbout,
        List<ListFile> files) {

    /** Which way objects travel. */
    public enum Role {
        PRODUCER,
        CONSUMER,
        BOTH;

        public boolean produces() {
            return this != CONSUMER;
        }

        public boolean consumes() {
            return this != PRODUCER;
        }
    }

    /** How a consumer tells of its detections. */
    public enum Detections {
        NONE,
        SYSLOG,
        API
    }

    public Manifest {
        words = List.copyOf(words);
        versions = Map.copyOf(versions);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        takes = List.copyOf(takes);
        makes = List.copyOf(makes);
        csv = Collections.unmodifiableMap(new LinkedHashMap<>(csv));
        via = Map.copyOf(via);
        files = List.copyOf(files);
    }

    /** The files in which a product with this row is given its list; none: it is fed as {@link #delivery} says. */
    public List<ListFile> files(CapabilityRow row) {
        return files.stream().filter(file -> file.row().equals(row.name())).toList();
    }

    /** The setting that everything has that the hub calls; empty where it calls nothing. */
    Optional<Setting> certificate() {
        return settings.values().stream()
                .filter(setting -> setting.format() == Setting.Format.URI)
                .findFirst()
                .map(address -> new Setting(
                        "Certificate",
                        "in PEM: the product's own certificate or that of the authority that signed it, where this"
                                + " machine doesn't trust it anyway; no other is taken then",
                        Setting.Format.CERTIFICATE,
                        false,
                        Optional.of("")));
    }

    /** The manifest's settings, and those that whatever is called, has list files or consumes has. */
    public Map<String, Setting> allSettings() {
        Map<String, Setting> all = new LinkedHashMap<>(settings);
        certificate().ifPresent(setting -> all.put(Product.CERTIFICATE, setting));
        if (!files.isEmpty()) {
            all.putAll(DropSetting.settings());
        }
        if (role.consumes()) {
            all.putAll(SwitchSetting.settings());
        }
        return all;
    }

    /** The format of the settings that say where a secret is sent. */
    public Setting.Format addressFor(String secret) {
        return DropSetting.isOne(secret) ? Setting.Format.SFTP : Setting.Format.URI;
    }

    /** The version that a text names at this kind of product; empty: unknown. */
    public Optional<ProductVersion> version(String text) {
        return ProductVersion.of(text, versions);
    }

    /** Whether the hub calls the product to tell what changed. */
    public boolean pushesChanges() {
        return delivery.filter(way -> way.style() == Delivery.Style.CHANGES).isPresent();
    }

    /** What the connector's routes must do. */
    public Set<Verb> verbs() {
        Set<Verb> verbs = EnumSet.noneOf(Verb.class);
        collecting.ifPresent(schedule -> verbs.add(Verb.COLLECT));
        sending.ifPresent(way -> verbs.add(Verb.RECEIVE));
        if (pushesChanges()) {
            verbs.add(Verb.DELIVER);
        }
        answeringSha256.ifPresent(pace -> verbs.add(Verb.ANSWER));
        exceptions.ifPresent(keeping -> verbs.add(Verb.EXCEPTIONS));
        detecting.ifPresent(schedule -> verbs.add(Verb.DETECT));
        actual.ifPresent(every -> verbs.add(Verb.ACTUAL));
        if (tellsAbout) {
            verbs.add(Verb.ABOUT);
        }
        if (checks) {
            verbs.add(Verb.CHECK);
        }
        return verbs;
    }
}
