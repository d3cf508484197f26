// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.ctdhub.auth.HostKey;
import org.ctdhub.auth.PrivateKeyText;
import org.ctdhub.net.SftpFailure.Kind;
import org.ctdhub.testing.FileServer;
import org.ctdhub.testing.FileServer.Trouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files for a server that may be another, refuse, die or say nothing. */
@Timeout(60)
class SftpSessionTest {

    private static final String PASSWORD = "the-password-of-the-test";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(1_500);
    private static final String LONG_LIST = "http://bad.example.test/\n".repeat(20_000);

    @TempDir
    private Path root;

    @TempDir
    private Path here;

    private FileServer server;

    @BeforeEach
    void start() throws Exception {
        server = new FileServer(root, PASSWORD, true);
        Files.createDirectory(root.resolve("import"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_file_takes_the_place_of_the_one_before_it_and_leaves_nothing_else_behind(boolean replaces) throws Exception {
        try (FileServer other = new FileServer(root, PASSWORD, replaces);
                SftpSession session = SftpSession.open(at(other, other.hostKey(), Optional.of(PASSWORD), LONG))) {
            session.put(file("first"), "list.txt");
            session.put(file(LONG_LIST), "list.txt");
        }

        assertThat(root.resolve("import/list.txt")).hasContent(LONG_LIST);
        assertThat(children("import")).containsExactly("list.txt");
    }

    @Test
    void another_server_than_the_pinned_one_is_told_no_password() {
        String otherOfItsKind =
                PublicKeyEntry.toString(FileServer.newKeys("EC", 256).getPublic());
        String otherKind =
                PublicKeyEntry.toString(FileServer.newKeys("RSA", 2048).getPublic());

        SftpFailure refused = failure(at(server, otherOfItsKind, Optional.of(PASSWORD), LONG));
        assertThat(refused.kind()).isEqualTo(Kind.HOST_KEY);
        assertThat(refused)
                .hasMessageContaining(HostKey.fingerprint(
                        HostKey.of(server.hostKey()).orElseThrow().bytes()));
        assertThat(failure(at(server, otherKind, Optional.of(PASSWORD), LONG)).kind())
                .isEqualTo(Kind.HOST_KEY);
        assertThat(server.logins()).isZero();
    }

    @Test
    void wrong_credentials_are_told_as_that() {
        SftpFailure refused = failure(at(server, server.hostKey(), Optional.of("wrong"), LONG));

        assertThat(refused.kind()).isEqualTo(Kind.CREDENTIALS);
        assertThat(refused).hasMessageStartingWith("The server refused the credentials of hub");
        assertThat(refused.toString()).doesNotContain("wrong");
    }

    @Test
    void a_private_key_signs_in_though_a_form_took_its_line_breaks() throws Exception {
        KeyPair keys = FileServer.newKeys("RSA", 2048);
        server.admit(keys.getPublic());
        String text = "-----BEGIN PRIVATE KEY----- "
                + Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded()) + " -----END PRIVATE KEY-----";
        SftpServer with = new SftpServer(
                "127.0.0.1",
                server.port(),
                FileServer.USER,
                "/import",
                HostKey.of(server.hostKey()).orElseThrow(),
                Optional.empty(),
                PrivateKeyText.of(text),
                LONG);

        try (SftpSession session = SftpSession.open(with)) {
            session.look();
            session.put(file("by key"), "list.txt");
        }

        assertThat(root.resolve("import/list.txt")).hasContent("by key");
    }

    @Test
    void a_server_that_dies_in_the_middle_keeps_the_old_file_whole() throws Exception {
        put("old");
        server.meet(Trouble.DIES);

        assertThatThrownBy(() -> put(LONG_LIST))
                .isInstanceOfSatisfying(
                        SftpFailure.class, broken -> assertThat(broken.kind()).isEqualTo(Kind.DOWN));
        assertThat(root.resolve("import/list.txt")).hasContent("old");

        server.meet(Trouble.NONE);
        put(LONG_LIST);
        assertThat(root.resolve("import/list.txt")).hasContent(LONG_LIST);
        assertThat(children("import")).containsExactly("list.txt");
    }

    @Test
    void a_file_that_arrived_shorter_does_not_get_its_name() throws Exception {
        put("old");
        server.meet(Trouble.LOSES_A_BYTE);

        assertThatThrownBy(() -> put("newer")).hasMessage("list.txt has 4 bytes there instead of 5");

        assertThat(root.resolve("import/list.txt")).hasContent("old");
    }

    @Test
    void a_server_that_stops_answering_is_left_at_the_deadline() throws Exception {
        server.meet(Trouble.HANGS);
        SftpServer hanging = at(server, server.hostKey(), Optional.of(PASSWORD), SHORT);
        assertThatThrownBy(() -> {
                    try (SftpSession session = SftpSession.open(hanging)) {
                        session.put(file(LONG_LIST), "list.txt");
                    }
                })
                .isInstanceOf(DeadlinePassedException.class);

        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SftpServer nobody = new SftpServer(
                    "127.0.0.1",
                    silent.getLocalPort(),
                    FileServer.USER,
                    "",
                    HostKey.of(server.hostKey()).orElseThrow(),
                    Optional.of(PASSWORD),
                    Optional.empty(),
                    SHORT);
            assertThatThrownBy(() -> SftpSession.open(nobody)).isInstanceOf(DeadlinePassedException.class);
        }
    }

    @Test
    void a_server_that_refuses_says_why_and_one_that_is_gone_is_down() throws Exception {
        Files.delete(root.resolve("import"));
        assertThatThrownBy(() -> put("x"))
                .isInstanceOfSatisfying(
                        SftpFailure.class, refused -> assertThat(refused.kind()).isEqualTo(Kind.REFUSED))
                .hasMessageStartingWith("list.txt can't be written: ");

        SftpServer gone = at(server, server.hostKey(), Optional.of(PASSWORD), LONG);
        server.close();
        SftpFailure down = failure(gone);
        assertThat(down.kind()).isEqualTo(Kind.DOWN);
        assertThat(down).hasMessage("The connection to the server failed: Connection refused");
    }

    private void put(String text) throws IOException {
        try (SftpSession session = SftpSession.open(at(server, server.hostKey(), Optional.of(PASSWORD), LONG))) {
            session.put(file(text), "list.txt");
        }
    }

    private static SftpFailure failure(SftpServer server) {
        return catchThrowableOfType(SftpFailure.class, () -> SftpSession.open(server));
    }

    private static SftpServer at(FileServer server, String hostKey, Optional<String> password, Duration deadline) {
        return new SftpServer(
                "127.0.0.1",
                server.port(),
                FileServer.USER,
                "/import",
                HostKey.of(hostKey).orElseThrow(),
                password,
                Optional.empty(),
                deadline);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(here.resolve("source"), text);
    }

    private Stream<String> children(String folder) throws IOException {
        try (Stream<Path> all = Files.list(root.resolve(folder))) {
            return all.map(path -> path.getFileName().toString()).toList().stream();
        }
    }
}
