// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ctdhub.testing.RawPeer;

/** A suspicious object that would notice if anybody went to see it: its names lead to a listener, for a process that looks them up. */
final class Canary implements AutoCloseable {

    private static final String HOST = "canary.example.test";

    private final RawPeer listener = RawPeer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    private final Path hosts;

    /** Listens on 127.0.0.1; writes into this folder to where its name leads. */
    Canary(Path folder) throws IOException {
        hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n127.0.0.1 " + HOST + "\n");
    }

    /** What makes a Java process look names up with it, and nowhere else. */
    String option() {
        return "-Djdk.net.hosts.file=" + hosts;
    }

    String domain() {
        return HOST;
    }

    String url() {
        return "http://" + HOST + ":" + listener.port() + "/";
    }

    int visits() {
        return listener.connections.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
