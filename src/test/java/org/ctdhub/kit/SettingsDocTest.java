// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.ctdhub.SettingNames;
import org.junit.jupiter.api.Test;

/** The page of settings says what the hub reads. */
class SettingsDocTest {

    @Test
    void the_page_of_settings_says_what_the_records_say() throws IOException {
        assertThat(Files.readString(SettingsDoc.PAGE))
                .as("docs/settings.md is out of date: run " + SettingsDoc.COMMAND)
                .isEqualTo(SettingsDoc.page());
    }

    @Test
    void every_setting_that_the_hub_knows_stands_on_it() throws IOException {
        String page = Files.readString(SettingsDoc.PAGE);
        assertThat(SettingNames.all())
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> assertThat(page).contains("\n| `" + name + "` |"));
    }
}
