// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctdhub.object.ObjectType.DOMAIN;
import static org.ctdhub.object.ObjectType.FILE_SHA1;
import static org.ctdhub.object.ObjectType.FILE_SHA256;
import static org.ctdhub.object.ObjectType.IP;
import static org.ctdhub.object.ObjectType.URL;
import static org.ctdhub.policy.ScanAction.BLOCK;
import static org.ctdhub.policy.ScanAction.LOG;
import static org.ctdhub.policy.ScanAction.QUARANTINE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.policy.Basis;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ProductVersion;
import org.ctdhub.policy.Taking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestReaderTest {

    @TempDir
    private Path directory;

    @Test
    void a_consumer_is_read_with_its_rows() {
        assertThat(read(Sample.CONSUMER).takes())
                .containsExactly(
                        new CapabilityRow(
                                "gate",
                                ProductVersion.of("5.10"),
                                Basis.DOCUMENTED,
                                Map.of(
                                        FILE_SHA1,
                                                Taking.act(Set.of(LOG, BLOCK)).bySha256(),
                                        URL, Taking.keep(),
                                        IP, Taking.act(Set.of(LOG, BLOCK))),
                                Map.of(),
                                Map.of(FILE_SHA256, "knows SHA-1 only", DOMAIN, "knows URLs only"),
                                Set.of(URL),
                                LOG,
                                100),
                        new CapabilityRow(
                                "gate-x",
                                ProductVersion.of("12.0 SP1"),
                                Basis.ASSUMED,
                                Map.of(FILE_SHA256, Taking.act(Set.of(QUARANTINE))),
                                Map.of(),
                                Map.of(FILE_SHA1, "no", IP, "no", DOMAIN, "no", URL, "no"),
                                Set.of(),
                                BLOCK,
                                200));
    }

    @Test
    void a_consumer_is_read_with_its_delivery_and_settings() {
        Manifest manifest = read(Sample.CONSUMER);
        assertThat(manifest.delivery())
                .contains(new Delivery(
                        Delivery.Style.CHANGES,
                        Delivery.Identity.SHA256,
                        500,
                        500,
                        Optional.of(new Rate(400, Duration.ofMinutes(1))),
                        Duration.ofMillis(500),
                        Optional.empty()));
        assertThat(manifest.settings()).containsOnlyKeys("url", "apiKey", "site");
        assertThat(manifest.settings().get("apiKey"))
                .isEqualTo(new Setting("API key", "on the gate", Setting.Format.TEXT, true, Optional.empty()));
        assertThat(manifest.auth())
                .isEqualTo(new Auth(
                        Auth.Scheme.HEADER,
                        Optional.of("x-key"),
                        Optional.of("apiKey"),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(manifest.detections()).isEqualTo(Manifest.Detections.SYSLOG);
        assertThat(manifest.verbs()).containsExactly(Verb.DELIVER);
    }

    @Test
    void a_producer_is_read_with_its_schedule() {
        Manifest manifest = read(Sample.PRODUCER);
        assertThat(manifest.makes())
                .containsExactly(new MakesRow(
                        Optional.empty(),
                        Basis.SEED,
                        Set.of(FILE_SHA1, URL),
                        Map.of(FILE_SHA256, "no", IP, "no", DOMAIN, "no")));
        assertThat(manifest.collecting())
                .contains(new Collecting(
                        Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofHours(24), 1, Optional.empty()));
        assertThat(manifest.answeringSha256())
                .contains(new Answering(
                        Duration.ofSeconds(5),
                        50,
                        new Rate(10, Duration.ofSeconds(1)),
                        Duration.ofMinutes(1),
                        Duration.ofDays(1)));
        assertThat(manifest.verbs()).containsExactly(Verb.COLLECT, Verb.ANSWER);
    }

    @Test
    void a_product_that_pulls_needs_no_route() {
        assertThat(read(Sample.CONSUMER.replace("style: changes", "style: pull"))
                        .verbs())
                .isEmpty();
    }

    private Manifest read(String yaml) {
        ManifestReader.Reading reading =
                ManifestReader.read(Sample.folder(directory, "x", yaml).resolve("connector.yaml"));
        assertThat(reading.problems()).isEmpty();
        return reading.manifest().orElseThrow();
    }
}
