// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.ctdhub.connector.CsvFile;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.Reporting;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.registry.Conflict;
import org.ctdhub.registry.NotFound;
import org.ctdhub.registry.Producers;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A product's lists as files in CSV, which a person carries between its console and the hub. */
@Tag(name = "Products")
@RestController
@RequestMapping("/api/v1/products/{name}/files/{file}")
class ProductFilesApi {

    private static final int MOST = 16 * 1024 * 1024;

    private final RegisteredProducts products;
    private final ProductFiles files;
    private final Producers producers;
    private final Reporting reporting;
    private final WhoAsks who;

    ProductFilesApi(
            RegisteredProducts products, ProductFiles files, Producers producers, Reporting reporting, WhoAsks who) {
        this.products = products;
        this.files = files;
        this.producers = producers;
        this.reporting = reporting;
        this.who = who;
    }

    /**
     * What became of an imported file.
     *
     * @param rows how many it has
     * @param reports how many of them are what the product found; those that are no object stand in the quarantine
     */
    record Imported(int rows, int reports) {}

    @Operation(summary = "Takes a list that was exported at a product: what it found by itself becomes its reports.")
    @PostMapping("/import")
    @RequestBody(
            required = true,
            description = "The file, in UTF-8; at most 16 MiB.",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
    Imported take(@PathVariable String name, @PathVariable String file, HttpServletRequest request) throws IOException {
        Product product = product(name);
        CsvFile known = file(product, file);
        if (!known.reports()) {
            throw new IllegalArgumentException(
                    "Nothing in this file is a finding of the product. Post it to …/merge to have the hub's entries added.");
        }
        ProductFiles.Read read = readable(() -> files.read(product, file, known, body(request)));
        producers.claimForFile(name, file, who.actor());
        try {
            reporting.report(name, "csv/" + file, read.reports());
        } catch (IllegalStateException held) {
            throw new Conflict(held.getMessage());
        } finally {
            producers.letGo(name);
        }
        return new Imported(read.rows(), read.reports().size());
    }

    @Operation(
            summary =
                    "Answers the list to import at a product: its own entries as they were exported there, and the hub's.")
    @PostMapping("/merge")
    @RequestBody(
            required = true,
            description =
                    "The list as it was exported at the product just now, in UTF-8; at most 16 MiB. An import there"
                            + " overwrites the list, so what is missing here is lost there.",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
    ResponseEntity<byte[]> merge(@PathVariable String name, @PathVariable String file, HttpServletRequest request)
            throws IOException {
        Product product = product(name);
        CsvFile known = file(product, file);
        byte[] merged = readable(() -> files.merge(product, file, known, body(request)));
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(name + "-" + file + ".csv")
                                .build()
                                .toString())
                .body(merged);
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T readable(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Product product(String name) {
        return products.find(name)
                .orElseThrow(() -> new NotFound(
                        "There is no such product at work; GET /api/v1/products lists them and how each is."));
    }

    private static CsvFile file(Product product, String file) {
        return Optional.ofNullable(product.connector().manifest().csv().get(file))
                .orElseThrow(() -> new NotFound("This product has no such file; it has these: "
                        + String.join(", ", product.connector().manifest().csv().keySet()) + "."));
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        byte[] file = request.getInputStream().readNBytes(MOST + 1);
        if (file.length > MOST) {
            throw new IllegalArgumentException("The file has more than 16 MiB. Nothing of it was taken; export less.");
        }
        return file;
    }
}
