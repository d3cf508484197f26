// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.testing.KeyFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductTest {

    private static final String URL = "https://gate.example.test:4119";
    private static final String SECRET = "made-up-secret";

    @TempDir
    private Path directory;

    @Test
    void a_registration_fills_in_defaults_and_trims() throws RegistrationException {
        Product product = register("gate-1", "6.0", Map.of("url", " " + URL + "// ", "apiKey", SECRET));
        assertThat(product.settings()).isEqualTo(Map.of("url", URL, "apiKey", SECRET, "site", "main"));
        assertThat(product.version()).get().hasToString("6.0");
    }

    @ParameterizedTest
    @CsvSource({"5.10, gate", "11.9, gate", "X SP1, gate-x", "2019, gate-x", "newest, gate", "'', gate"})
    void the_row_goes_by_the_version(String version, String row) throws RegistrationException {
        assertThat(register("gate", version, settings(URL)).row())
                .map(CapabilityRow::name)
                .contains(row);
    }

    @Test
    void a_version_below_every_row_names_the_minimum() {
        assertThat(problems("gate", "5.9", settings(URL)))
                .containsExactly("Version 5.9 is too old; Gate works with the hub from 5.10. Upgrade it, or leave the "
                        + "version empty if it is not known.");
    }

    @Test
    void a_mere_producer_has_no_row() throws RegistrationException {
        Product product = Product.register("box", Sample.connector(directory, Sample.PRODUCER), null, Map.of());
        assertThat(product.row()).isEmpty();
        assertThat(product.makes()).isPresent();
        assertThat(product.version()).isEmpty();
    }

    @Test
    void all_problems_are_reported_at_once() {
        assertThat(problems("Gate", "1.0", Map.of("url", "gate.example.test", "colour\n", "red")))
                .satisfiesExactly(
                        name -> assertThat(name).startsWith("The product's name must be small letters"),
                        unknown -> assertThat(unknown)
                                .isEqualTo(
                                        "There is no setting 'colour?'. Use url, apiKey, site, certificate, row, types, userDefinedFiles, least, limit."),
                        url -> assertThat(url).startsWith("The setting 'url' doesn't begin with http"),
                        key -> assertThat(key)
                                .isEqualTo("The setting 'apiKey' is missing. Fill in: API key (on the gate)."),
                        version -> assertThat(version).startsWith("Version 1.0 is too old"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1gate", "gate_1", "ga te", "gäte", "gate\n"})
    void a_name_that_cannot_be_part_of_a_route_is_refused(String name) {
        assertThat(problems(name, "6.0", settings(URL)))
                .singleElement()
                .asString()
                .contains("such as 'tokyo-1'");
    }

    @Test
    void a_name_of_64_characters_is_refused() {
        assertThat(problems("g".repeat(64), "6.0", settings(URL))).hasSize(1);
        assertThat(problems(null, "6.0", settings(URL))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://gate.example.test, begin with http",
        "gate.example.test:4119, begin with http",
        "https://user:pw@gate.example.test, user name",
        "https://user@ga_te, user name",
        "https://gate.example.test/?a=b, holds a ? or #",
        "https://gate.example.test/#a, holds a ? or #",
        "https:///api, no usable host",
        "https:gate, no usable host",
        "https://gate.example.test:70000, no usable host",
        "https://ga te, is not an address",
        "'https://gate.example.test\r\nX: y', control character"
    })
    void a_bad_address_is_refused_without_repeating_it(String url, String problem) {
        assertThat(problems("gate", "6.0", settings(url)))
                .singleElement()
                .asString()
                .startsWith("The setting 'url' ")
                .contains(problem)
                .doesNotContain("gate.example.test\r", "pw@");
    }

    @Test
    void an_endless_value_is_refused_at_once() {
        assertThat(problems("gate", "6.0", settings("https://h/" + "/".repeat(1_000_000))))
                .singleElement()
                .asString()
                .contains("longer than 4096 characters");
    }

    @Test
    void a_certificate_is_kept_as_it_was_pasted_and_given_to_no_route() throws Exception {
        KeyFolder keys = new KeyFolder(directory);
        keys.selfSigned("gate");

        Product product = register(
                "gate-1", "6.0", Map.of("url", URL, "apiKey", SECRET, "certificate", "\n" + keys.pem("gate") + "\n"));

        assertThat(product.pinned())
                .singleElement()
                .satisfies(pinned ->
                        assertThat(pinned.getSubjectX500Principal().getName()).isEqualTo("CN=gate"));
        assertThat(product.addresses()).containsExactly(URI.create(URL));
        assertThat(product.routeSettings()).containsOnlyKeys("url", "site");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CN=gate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"})
    void what_is_no_certificate_is_refused(String text) {
        assertThat(problems("gate", "6.0", Map.of("url", URL, "apiKey", SECRET, "certificate", text)))
                .singleElement()
                .asString()
                .startsWith("The setting 'certificate' holds something that is no certificate. Paste it in PEM");
    }

    @Test
    void a_secret_is_never_shown() throws RegistrationException {
        assertThat(register("gate-1", "", settings(URL)))
                .hasToString("Product[gate-1, sample of unknown version, {apiKey=***, site=main, url=" + URL + "}]");
    }

    private Product register(String name, String version, Map<String, String> settings) throws RegistrationException {
        return Product.register(name, Sample.connector(directory, Sample.CONSUMER), version, settings);
    }

    private List<String> problems(String name, String version, Map<String, String> settings) {
        RegistrationException refused =
                catchThrowableOfType(RegistrationException.class, () -> register(name, version, settings));
        assertThat(refused).hasMessage(String.join(" ", refused.problems())).hasMessageNotContaining(SECRET);
        return refused.problems();
    }

    private static Map<String, String> settings(String url) {
        return Map.of("url", url, "apiKey", SECRET);
    }
}
