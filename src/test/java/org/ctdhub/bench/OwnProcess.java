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
import java.util.concurrent.locks.LockSupport;
import org.ctdhub.Hub;
import org.ctdhub.testing.TestDatabase;

/** The hub as an operator starts it: as a process of its own, whose Java has compiled nothing yet. */
final class OwnProcess {

    private static final long LOOK_AGAIN = 20_000_000;

    private OwnProcess() {}

    /** How many seconds pass from its start until it says that it is ready; then it is stopped. */
    static double secondsToReady(TestDatabase database) throws IOException, InterruptedException {
        int port = freePort();
        long began = System.nanoTime();
        Process hub = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hub.class.getName(),
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=postgres",
                        "--server.port=" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            while (!isReady(port)) {
                if (!hub.isAlive()) {
                    throw new IllegalStateException("The hub ended with " + hub.exitValue() + " before it was ready.");
                }
                LockSupport.parkNanos(LOOK_AGAIN);
            }
            return (System.nanoTime() - began) / 1e9;
        } finally {
            hub.destroy();
            hub.waitFor();
        }
    }

    private static boolean isReady(int port) throws IOException, InterruptedException {
        HttpRequest asked = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
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
}
