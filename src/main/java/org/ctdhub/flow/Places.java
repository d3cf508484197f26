// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.ctdhub.connector.Drop;
import org.ctdhub.net.SftpServer;
import org.ctdhub.net.SftpSession;

/** Where list files are put: a folder of this machine, a server, or both. A file has its name only once it is whole. */
public class Places {

    private static final String UNFINISHED = ".part";

    private final Duration deadline;

    /** @param deadline of all that is done at a server at a time */
    public Places(Duration deadline) {
        this.deadline = deadline;
    }

    Duration deadline() {
        return deadline;
    }

    /** Opens the places of a product. */
    Open open(Drop drop) throws IOException {
        return new Open(
                drop.folder(),
                drop.server().isPresent()
                        ? Optional.of(SftpSession.open(server(drop.server().get())))
                        : Optional.empty());
    }

    /** Signs in at the server, and looks at the folder there. */
    void look(Drop drop) throws IOException {
        try (SftpSession session = SftpSession.open(server(drop.server().orElseThrow()))) {
            session.look();
        }
    }

    private SftpServer server(Drop.Server server) {
        return new SftpServer(
                server.address().host(),
                server.address().port(),
                server.address().user(),
                server.address().folder(),
                server.hostKey(),
                server.password(),
                server.privateKey(),
                deadline);
    }

    /** Places that stand open. */
    record Open(Optional<Path> folder, Optional<SftpSession> session) implements AutoCloseable {

        /** Puts a file there under this name. */
        void put(Path file, String name) throws IOException {
            if (folder.isPresent()) {
                copy(file, folder.get(), name);
            }
            if (session.isPresent()) {
                session.get().put(file, name);
            }
        }

        private static void copy(Path file, Path folder, String name) throws IOException {
            if (!Files.isDirectory(folder)) {
                throw new IOException(
                        "The folder " + folder + " is not there. Make it, or correct the setting 'folder'.");
            }
            Path part = folder.resolve(name + UNFINISHED);
            Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void close() {
            session.ifPresent(SftpSession::close);
        }
    }
}
