// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.ctdhub.policy.ScanAction.BLOCK;
import static org.ctdhub.policy.ScanAction.LOG;
import static org.ctdhub.policy.ScanAction.QUARANTINE;

import org.ctdhub.object.ObjectType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanActionTest {

    @ParameterizedTest
    @EnumSource
    void every_action_is_found_by_its_word(ScanAction action) {
        assertThat(ScanAction.of(action.word())).isSameAs(action);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Block", "block ", "delete", "b\r\nlock"})
    void another_word_is_refused_with_the_words_to_use(String word) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScanAction.of(word))
                .withMessage("Unknown scan action; use log, block or quarantine.");
    }

    @ParameterizedTest
    @EnumSource
    void quarantine_is_allowed_for_files_only(ObjectType type) {
        assertThat(QUARANTINE.allowedFor(type)).isEqualTo(type.word().startsWith("file_"));
        assertThat(BLOCK.allowedFor(type)).isTrue();
        assertThat(LOG.allowedFor(type)).isTrue();
    }

    @Test
    void the_strongest_action_wins() {
        assertThat(ScanAction.strongest(LOG)).isEqualTo(LOG);
        assertThat(ScanAction.strongest(LOG, BLOCK, LOG)).isEqualTo(BLOCK);
        assertThat(ScanAction.strongest(QUARANTINE, BLOCK)).isEqualTo(QUARANTINE);
    }
}
