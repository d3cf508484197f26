// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The watch that reads along with all tests sees what it is there for. */
class LeaksTest {

    private static final String SECRET = "0123ABCD-0000-4000-8000-00000000F00D";

    private final Leaks leaks = new Leaks();

    @Test
    void a_secret_that_is_logged_is_seen_however_often_logging_was_set_up_anew() {
        for (int i = 0; i < 2; i++) {
            new SpringApplicationBuilder(LeaksTest.class)
                    .web(WebApplicationType.NONE)
                    .run("--spring.config.name=none", "--spring.datasource.url=jdbc:none")
                    .close();
        }

        LoggerFactory.getLogger("test").warn("The key is {}", SECRET);

        assertThatThrownBy(() -> leaks.afterAll(null)).hasMessageContaining("logged " + SECRET);
    }

    @Test
    void a_secret_in_an_exception_is_seen() {
        LoggerFactory.getLogger("test").warn("It failed", new IllegalStateException(SECRET));

        assertThatThrownBy(() -> leaks.afterAll(null)).hasMessageContaining("logged " + SECRET);
    }

    @Test
    void a_secret_that_stands_in_a_database_is_seen() {
        try (TestDatabase database = TestDatabase.migrated()) {
            database.jdbc()
                    .sql("create table kept as select 'the key is " + SECRET + "' as text")
                    .update();
        }

        assertThatThrownBy(() -> leaks.afterAll(null)).hasMessageContaining("kept");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_17)
    void a_name_that_is_looked_up_and_an_address_that_is_visited_are_seen() throws Exception {
        assertThatThrownBy(() -> InetAddress.getAllByName("visited.example.test"))
                .isInstanceOf(UnknownHostException.class);
        assertThatThrownBy(() -> leaks.afterAll(null)).hasMessageContaining("looked up visited.example.test");

        try (Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(
                            new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 9), 1))
                    .isInstanceOf(java.io.IOException.class);
        }
        assertThatThrownBy(() -> leaks.afterAll(null)).hasMessageContaining("connected to 192.0.2.1");
    }

    @Test
    void what_is_no_secret_is_none() {
        LoggerFactory.getLogger("test").warn("Client 0123abcd-0000-4000-9000-00000000f00d asked for ctd_things");

        assertThat(Secrets.in("ctd_short 0123abcd-0000-4000-9000-00000000f00d")).isEmpty();
        leaks.afterAll(null);
    }
}
