// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.ctdhub.connector.Reporting;
import org.ctdhub.format.StrictJson;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.registry.CollectRun;
import org.ctdhub.registry.Producers;
import org.ctdhub.registry.Sightings;
import org.springframework.stereotype.Component;

/** Sends what a person brings, in a file or out of the quarantine, the way of all reports: {@code routes/20-register}. */
@Component
public class FileReports implements Reporting {

    private final CamelContext camel;
    private final Mappings mappings;
    private final Producers producers;

    public FileReports(CamelContext camel, Mappings mappings, Producers producers) {
        this.camel = camel;
        this.mappings = mappings;
        this.producers = producers;
    }

    /** Events that a product sent, and records that were read, are told apart by their form. */
    @Override
    public void again(String product, String stream, String record) {
        RawRecord read = read(product, record);
        if (!read.isObject()) {
            throw new IllegalStateException("Nothing in it is a report of an object. Discard it.");
        }
        try (ProducerTemplate register = camel.createProducerTemplate()) {
            register.sendBody(
                    "direct:register?block=false", new RawBatch(CollectRun.sent(product, stream), List.of(read), null));
        } catch (CamelExecutionException e) {
            throw new IllegalStateException(ProductError.text(e.getCause()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RawRecord read(String product, String record) {
        try {
            JsonNode node = StrictJson.read(record);
            return node.has("format") && node.has("keys")
                    ? mappings.event(product, node)
                    : mappings.read(product, node);
        } catch (UnreadableException e) {
            return new RawRecord(null, e.getMessage(), null, record);
        }
    }

    @Override
    public void report(String product, String stream, List<JsonNode> records) {
        CollectRun run = producers.begin(product, stream, "", Duration.ZERO).whole();
        try (ProducerTemplate register = camel.createProducerTemplate()) {
            for (int from = 0; from < records.size(); from += Sightings.MOST_AT_ONCE) {
                List<RawRecord> some =
                        records.subList(from, Math.min(from + Sightings.MOST_AT_ONCE, records.size())).stream()
                                .map(record -> mappings.read(product, record))
                                .toList();
                register.sendBody("direct:register?block=false", new RawBatch(run, some, null));
            }
            register.sendBody("direct:snapshot-end?block=false", run);
        } catch (CamelExecutionException e) {
            throw new IllegalStateException(ProductError.text(e.getCause()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
