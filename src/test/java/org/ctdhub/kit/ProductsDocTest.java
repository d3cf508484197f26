// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Connector;
import org.ctdhub.policy.VersionedRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the manifests say: the page made of them, and the versions from which the vendor lets a product take part. */
class ProductsDocTest {

    @Test
    void the_page_of_products_says_what_the_manifests_say() throws IOException {
        assertThat(Files.readString(ProductsDoc.PAGE))
                .as("docs/products.md is out of date: run " + ProductsDoc.COMMAND)
                .isEqualTo(ProductsDoc.page());
    }

    /** The gates of the vendor's article, and of the sheet for the block rules. */
    @ParameterizedTest(name = "{0}: {1} is too old, {2} is not")
    @CsvSource({
        "ddan, 5.1, 5.5",
        "ddei, 2.5, 2.5 SP1",
        "osce, 11.0, 11.0 SP1",
        "osce, 10.6 SP3, XG",
        "sps, 3.0, 3.0 Patch 1",
        "ds, 11.0, 12.0",
        "iwsva, 5.0, 5.5",
        "imsva, 9.0, 9.1",
        "tmcm, 7.0, 2019"
    })
    void a_version_below_the_gate_takes_no_part(String folder, String tooOld, String oldEnough) {
        assertThat(row(folder, tooOld)).isEmpty();
        assertThat(row(folder, oldEnough)).isPresent();
    }

    /** A row may begin later than the product's first. */
    @ParameterizedTest(name = "{0} {1} has the row {2}")
    @CsvSource({
        "osce, 11.0 SP1 Patch 2, corp",
        "osce, XG, corp",
        "osce, XG SP1, corp-xg",
        "osce, 2019, apex-one",
        "iwsva, 6.5 SP2, iwsva-file",
        "iwsva, 6.5 SP1 Patch 9, iwsva-file",
        "iwsva, 6.5 SP2 Patch 1, iwsva",
        "iwsva, 6.5 SP3, iwsva",
        "ds, 20.0, ds-rules"
    })
    void a_version_has_the_highest_row_that_it_has_reached(String folder, String version, String name) {
        assertThat(row(folder, version).map(Object::toString).orElse("")).contains("name=" + name + ",");
    }

    private static Optional<VersionedRow> row(String folder, String version) {
        Connector connector = Catalogue.scan(Path.of("connectors")).find(folder).orElseThrow();
        return VersionedRow.choose(
                Stream.<VersionedRow>concat(
                                connector.manifest().takes().stream(), connector.manifest().makes().stream())
                        .toList(),
                connector.manifest().version(version));
    }
}
