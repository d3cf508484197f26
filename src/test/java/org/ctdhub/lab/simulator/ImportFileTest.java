// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportFileTest {

    @Test
    void what_stands_under_block_is_blocked_unless_it_may_pass() {
        ImportFile file = read("""
                URL Blocking Import File

                [block]
                bad.example.test/*
                http://one.example.test/a?b
                [allow]
                bad.example.test/fine
                """);

        assertThat(file.blocks("http://bad.example.test/x")).isTrue();
        assertThat(file.blocks("https://one.example.test/a?b")).isTrue();
        assertThat(file.blocks("https://one.example.test/a")).isFalse();
        assertThat(file.blocks("http://bad.example.test/fine")).isFalse();
        assertThat(file.blocks("http://else.example.test/")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[block]\nbad.example.test/a\n",
                "\nURL Blocking Import File\n[block]\n",
                "URL Blocking Import File\nbad.example.test/a\n",
                "URL Blocking Import File\n[deny]\nbad.example.test/a\n",
                "URL Blocking Import File\n[block]\nbad.example.test/ä\n"
            })
    void a_file_that_is_not_as_it_must_be_is_refused_as_a_whole(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ImportFile read(String text) {
        return ImportFile.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
