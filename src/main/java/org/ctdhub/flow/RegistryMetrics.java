// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import static java.util.stream.Collectors.groupingBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.ctdhub.connector.Silence;
import org.ctdhub.registry.Measures;
import org.ctdhub.registry.Measures.Measure;
import org.springframework.stereotype.Component;

/** Shows what is measured of the registry as gauges; what is there no longer is shown no longer. */
@Component("registryMetrics")
public class RegistryMetrics {

    private static final String HEARD = "ctd.product.last.heard";
    private static final String SILENT = "ctd.product.silent";

    private static final Map<String, String> TELLS = Map.ofEntries(
            Map.entry("ctd.objects", "Objects on the consolidated list"),
            Map.entry("ctd.log.head", "The last number of the change log; its rate is that of changes"),
            Map.entry("ctd.expiry.due", "Objects whose time has come and that are still on the list"),
            Map.entry("ctd.brakes", "Brakes that hold something until a person looked at it"),
            Map.entry("ctd.guard.failures", "Warning lists whose newest version could not be taken"),
            Map.entry("ctd.alerts", "Alerts that are open"),
            Map.entry("ctd.quarantine", "Records that could not be taken, and are kept"),
            Map.entry("ctd.product.lag", "Changes that a product has not got yet"),
            Map.entry("ctd.product.lag.seconds", "Age of the oldest change that a product has not got yet"),
            Map.entry("ctd.product.failing", "1 for a product with which the hub could not work the last time"),
            Map.entry("ctd.product.resting", "1 while a product is left alone after a failure"),
            Map.entry("ctd.product.last.success", "When work with a product last ended well, in seconds since 1970"),
            Map.entry(HEARD, "When a product last called or sent something, in seconds since 1970; 0: never"),
            Map.entry(SILENT, "1 for a product that has to call and does not"),
            Map.entry("ctd.product.refused", "Entries that a product refused"),
            Map.entry("ctd.list.held", "Objects on a product's limited list"),
            Map.entry("ctd.list.limit", "Objects that a product's list can hold"),
            Map.entry("ctd.list.left.out", "Objects that a product can't hold, because its list is full"),
            Map.entry("ctd.drift", "Entries that had drifted when the product was last read back"),
            Map.entry("ctd.detections.taken", "Detections that a product reported, so far"),
            Map.entry("ctd.detections.unmatched", "Of these, those of nothing that the hub knew"),
            Map.entry("ctd.detections.duplicates", "Repeats that were dropped, so far"),
            Map.entry("ctd.detections.last", "When a product's last detection came, in seconds since 1970"),
            Map.entry("ctd.subscribers", "Subscribers, by state"),
            Map.entry("ctd.subscriber.cursor", "The number up to which a subscriber said that it has everything"),
            Map.entry("ctd.edge.lag", "Records that an edge has not got yet"),
            Map.entry("ctd.edge.lag.seconds", "For how long an edge has not had everything"),
            Map.entry("ctd.link.failures", "How often in a row an errand at the hub failed"),
            Map.entry("ctd.forward.backlog", "Things that a forward was not told yet, up to 100000"),
            Map.entry("ctd.forward.failures", "How often in a row a forward could not be told"),
            Map.entry("ctd.forward.stopped", "1 for a forward whose receiver refuses it for good"),
            Map.entry("ctd.forward.last", "When a forward last took something, in seconds since 1970"));

    private final Measures measures;
    private final Silence silence;
    private final Map<String, Shown> gauges = new LinkedHashMap<>();

    public RegistryMetrics(Measures measures, Silence silence, MeterRegistry meters) {
        this.measures = measures;
        this.silence = silence;
        TELLS.forEach((name, tells) -> gauges.put(
                name,
                new Shown(MultiGauge.builder(name).description(tells).register(meters), new ConcurrentHashMap<>())));
    }

    /** For a route: looks again. */
    public void measure() {
        List<Measure> told = measures.all();
        Map<String, List<Measure>> byName = Stream.concat(
                        told.stream(),
                        told.stream().filter(one -> one.name().equals(HEARD)).map(this::silent))
                .collect(groupingBy(Measure::name));
        gauges.forEach((name, shown) -> shown.show(byName.getOrDefault(name, List.of())));
    }

    /** Who has to call depends on the connector, which the registry doesn't know. */
    private Measure silent(Measure heard) {
        Instant at = heard.value() == 0 ? null : Instant.ofEpochSecond((long) heard.value());
        return new Measure(
                SILENT, heard.labels(), silence.isSilent(heard.labels().get(1), at) ? 1 : 0);
    }

    /**
     * A gauge with what it shows by labels. A series that was there stays registered and reads its new value, so that none is missing
     * to whoever asks meanwhile.
     */
    private record Shown(MultiGauge gauge, Map<Tags, Double> values) {

        void show(List<Measure> measures) {
            Map<Tags, Double> now = new LinkedHashMap<>();
            measures.forEach(one -> now.put(Tags.of(one.labels().toArray(String[]::new)), one.value()));
            values.putAll(now);
            gauge.register(now.keySet().stream().map(this::row).toList(), false);
            values.keySet().retainAll(now.keySet());
        }

        private Row<?> row(Tags labels) {
            return Row.of(labels, values, all -> all.getOrDefault(labels, Double.NaN));
        }
    }
}
