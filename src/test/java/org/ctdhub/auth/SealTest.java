// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealTest {

    private static final String PLACE = "product/ds-1/apiKey";

    private final Seal seal = new Seal("first", List.of());

    @Test
    void a_sealed_secret_opens_in_its_place_and_shows_nothing_of_itself() {
        byte[] sealed = seal.seal("geheim-秘密", PLACE);

        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("geheim");
        assertThat(seal.open(sealed, PLACE)).isEqualTo("geheim-秘密");
        assertThat(seal.seal("geheim-秘密", PLACE)).isNotEqualTo(sealed);
    }

    @Test
    void it_opens_nowhere_else_and_not_when_it_was_changed() {
        byte[] sealed = seal.seal("secret", PLACE);

        assertThatThrownBy(() -> seal.open(sealed, "product/ds-2/apiKey"))
                .isInstanceOf(BrokenSealException.class)
                .hasMessageContaining("sealed for another place");
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> seal.open(changed, PLACE)).isInstanceOf(BrokenSealException.class);
        }
        assertThatThrownBy(() -> seal.open(new byte[5], PLACE)).hasMessageContaining("cut off");
    }

    @Test
    void a_new_key_opens_what_the_older_one_sealed_and_seals_it_anew() {
        byte[] sealed = seal.seal("secret", PLACE);
        Seal rotated = new Seal("second", List.of("first"));

        assertThat(rotated.isCurrent(sealed)).isFalse();
        assertThat(rotated.open(sealed, PLACE)).isEqualTo("secret");
        assertThat(rotated.isCurrent(rotated.seal("secret", PLACE))).isTrue();
        assertThatThrownBy(() -> new Seal("second", List.of()).open(sealed, PLACE))
                .hasMessageContaining("a key that the hub was not given");
    }

    @Test
    void without_a_key_nothing_is_sealed_and_it_says_what_to_set() {
        assertThatThrownBy(() -> new Seal(" ", List.of()).seal("secret", PLACE))
                .isInstanceOf(MissingSealKeyException.class)
                .hasMessageContaining("CTD_SECRETS_KEY");
    }
}
