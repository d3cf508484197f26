// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tokens that counted once and don't any more; kept for as long as they would be valid, across restarts. */
@Repository
public class UsedTokens {

    private final JdbcClient jdbc;
    private final Clock clock;

    public UsedTokens(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Remembers a token; false if it was used before. */
    public boolean use(String fingerprint, Instant until) {
        forget();
        return jdbc.sql("""
                        insert into used_token (fingerprint, until) values (:fingerprint, :until::timestamptz)
                        on conflict do nothing""")
                        .param("fingerprint", fingerprint)
                        .param("until", until.toString())
                        .update()
                == 1;
    }

    private void forget() {
        jdbc.sql("delete from used_token where until < :now::timestamptz - interval '1 day'")
                .param("now", clock.instant().toString())
                .update();
    }
}
