// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctdhub.object.ObjectType.DOMAIN;
import static org.ctdhub.object.ObjectType.FILE_SHA1;
import static org.ctdhub.object.ObjectType.FILE_SHA256;
import static org.ctdhub.object.ObjectType.IP;
import static org.ctdhub.object.ObjectType.URL;
import static org.ctdhub.policy.ScanAction.BLOCK;
import static org.ctdhub.policy.ScanAction.LOG;
import static org.ctdhub.policy.ScanAction.QUARANTINE;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.object.ObjectType;
import org.junit.jupiter.api.Test;

class CapabilityRowTest {

    private static final Map<ObjectType, Taking> TYPES = Map.of(
            FILE_SHA1, Taking.act(Set.of(LOG, BLOCK, QUARANTINE)),
            FILE_SHA256, Taking.act(Set.of(BLOCK)).bySha256(),
            IP, Taking.act(Set.of(LOG)),
            URL, Taking.keep());

    @Test
    void an_action_that_the_row_has_arrives_as_it_is() {
        assertThat(row(LOG).actionFor(FILE_SHA1, QUARANTINE)).contains(QUARANTINE);
        assertThat(row(LOG).actionFor(FILE_SHA1, LOG)).contains(LOG);
    }

    @Test
    void quarantine_becomes_block_where_the_row_has_no_quarantine() {
        assertThat(row(LOG).actionFor(FILE_SHA256, QUARANTINE)).contains(BLOCK);
    }

    @Test
    void nothing_is_made_stronger() {
        assertThat(row(LOG).actionFor(FILE_SHA256, LOG)).isEmpty();
    }

    @Test
    void block_is_not_softened_to_log() {
        assertThat(row(LOG).actionFor(IP, BLOCK)).isEmpty();
    }

    @Test
    void an_object_below_the_least_action_is_left_out() {
        assertThat(row(BLOCK).actionFor(FILE_SHA1, LOG)).isEmpty();
        assertThat(row(BLOCK).actionFor(URL, LOG)).isEmpty();
        assertThat(row(BLOCK).actionFor(URL, BLOCK)).contains(BLOCK);
    }

    @Test
    void a_row_that_keeps_gets_the_object_with_its_own_action() {
        assertThat(row(LOG).actionFor(URL, LOG)).contains(LOG);
        assertThat(row(LOG).actionFor(URL, BLOCK)).contains(BLOCK);
    }

    @Test
    void quarantine_of_a_url_fits_no_row() {
        assertThat(row(LOG).actionFor(URL, QUARANTINE)).isEmpty();
    }

    @Test
    void a_type_that_the_row_does_not_take_is_left_out() {
        assertThat(row(LOG).actionFor(DOMAIN, BLOCK)).isEmpty();
    }

    @Test
    void only_a_type_taken_by_its_sha256_needs_one() {
        assertThat(row(LOG).needsSha256(FILE_SHA256)).isTrue();
        assertThat(row(LOG).needsSha256(FILE_SHA1)).isFalse();
        assertThat(row(LOG).needsSha256(DOMAIN)).isFalse();
    }

    @Test
    void the_table_answers_every_type_with_every_action() {
        assertThat(row(LOG).reductions())
                .hasSize(15)
                .startsWith(new Reduction(FILE_SHA1, LOG, Optional.of(LOG)))
                .contains(new Reduction(FILE_SHA256, QUARANTINE, Optional.of(BLOCK)))
                .endsWith(new Reduction(URL, QUARANTINE, Optional.empty()));
    }

    @Test
    void the_highest_row_that_fits_the_version_is_chosen() {
        assertThat(chosen("6.5")).isEqualTo("from 6.0");
        assertThat(chosen("7.0")).isEqualTo("from 7.0");
        assertThat(chosen("2019")).isEqualTo("from 7.0");
    }

    @Test
    void a_product_older_than_every_row_gets_none() {
        assertThat(chosen("5.9 SP9")).isEqualTo("none");
    }

    @Test
    void a_product_of_unknown_version_gets_the_lowest_row() {
        assertThat(chosen("newest")).isEqualTo("from 6.0");
    }

    private static String chosen(String version) {
        return VersionedRow.choose(List.of(from("7.0"), from("6.0")), ProductVersion.of(version))
                .map(CapabilityRow::name)
                .orElse("none");
    }

    private static CapabilityRow from(String version) {
        return row("from " + version, ProductVersion.of(version), LOG);
    }

    private static CapabilityRow row(ScanAction least) {
        return row("row", Optional.empty(), least);
    }

    private static CapabilityRow row(String name, Optional<ProductVersion> from, ScanAction least) {
        return new CapabilityRow(
                name, from, Basis.ASSUMED, TYPES, Map.of(), Map.of(DOMAIN, "made up"), Set.of(FILE_SHA1), least, 10);
    }
}
