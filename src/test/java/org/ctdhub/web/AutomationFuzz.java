// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.ctdhub.auth.AutomationToken;
import org.ctdhub.auth.TokenRefusedException;
import org.junit.jupiter.params.provider.MethodSource;

/** What reaches the Automation API before anybody is known to have signed it. */
class AutomationFuzz {

    static Stream<String> queries() {
        return Stream.of(
                "type=url&content=http%3A%2F%2Fbad.example.test%2f%3Fb%3d1%26c%3D2%23x",
                "content=http://bad.example.test/?a=1&b=2&type=url", "contentFilter=%zz%4&&=&Type=ip");
    }

    static Stream<String> tokens() {
        return Stream.of(
                "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhcHBpZCI6ImEiLCJpYXQiOjF9.AAAA",
                "Bearer a.b.c",
                "Bearer ..");
    }

    @MethodSource("queries")
    @FuzzTest
    void a_query(@NotNull String raw) {
        AutomationQuery query = new AutomationQuery(raw);

        assertThat(query.type()).isNotNull();
        assertThat(query.content()).isNotNull();
        assertThat(query.contentFilter()).isNotNull();
    }

    @MethodSource("tokens")
    @FuzzTest
    void a_token_of_nobody(@NotNull String authorization) {
        try {
            AutomationToken.read(authorization, id -> List.of(), Instant.EPOCH);
            throw new AssertionError("nobody was let in");
        } catch (TokenRefusedException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
