// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.ctdhub.Hub;
import org.ctdhub.testing.TestDatabase;

/** The hub as an operator starts it: as a process of its own, whose Java has compiled nothing yet. */
final class OwnProcess implements AutoCloseable {

    private static final long LOOK_AGAIN = 20_000_000;

    final String url;
    final double secondsToReady;

    private final Process hub;

    /** Starts it, and waits until it says that it is ready. */
    OwnProcess(TestDatabase database, String... settings) throws IOException, InterruptedException {
        int port = freePort();
        url = "http://127.0.0.1:" + port;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Hub.class.getName(),
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=postgres",
                "--server.port=" + port));
        command.addAll(List.of(settings));
        long began = System.nanoTime();
        hub = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitReady();
        } catch (IOException | InterruptedException | IllegalStateException e) {
            hub.destroy();
            throw e;
        }
        secondsToReady = (System.nanoTime() - began) / 1e9;
    }

    private void awaitReady() throws IOException, InterruptedException {
        while (!isReady()) {
            if (!hub.isAlive()) {
                throw new IllegalStateException("The hub ended with " + hub.exitValue() + " before it was ready.");
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
    }

    private boolean isReady() throws IOException, InterruptedException {
        HttpRequest asked = HttpRequest.newBuilder(URI.create(url + "/actuator/health/readiness"))
                .build();
        try {
            return HttpClient.newHttpClient()
                            .send(asked, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        hub.destroy();
        hub.waitFor();
    }
}
