// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctdhub.Hub;

/**
 * A hub as a process of its own, which can be killed, stopped and frozen: the classes of this build, or the jar that
 * {@code -Dctd.test.jar} names.
 */
final class HubProcess implements AutoCloseable {

    private static final String READY = "ctd-hub ready";
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final int LINES_OF_LOG = 60;

    private final int port;
    private final Path log;
    private final Process process;
    private final long started = System.nanoTime();

    /** Begins to start one that listens on this port of 127.0.0.1, with an option for its JVM. */
    HubProcess(int port, Path log, String option, List<String> settings) throws IOException {
        this.port = port;
        this.log = log;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // it never lives long enough for more
                option));
        String jar = System.getProperty("ctd.test.jar");
        command.addAll(
                jar == null
                        ? List.of("-cp", System.getProperty("java.class.path"), Hub.class.getName())
                        : List.of("-jar", jar));
        command.add("--server.port=" + port);
        command.addAll(settings);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    HubProcess awaitReady() {
        await().atMost(SOON)
                .failFast(this::mustLive)
                .until(() -> Files.readString(log).contains(READY));
        return this;
    }

    private void mustLive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("The hub ended.\n" + lastLines());
        }
    }

    boolean lives() {
        return process.isAlive();
    }

    /** How long ago it was started. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** The same as kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to stop, by SIGTERM; answers how long that took. */
    Duration stop() throws InterruptedException {
        long asked = System.nanoTime();
        process.destroy();
        if (!process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("The hub doesn't stop.\n" + lastLines());
        }
        return Duration.ofNanos(System.nanoTime() - asked);
    }

    /** It stands still from now on, as on a machine that hangs, and keeps its connections. */
    void freeze() throws IOException, InterruptedException {
        Signals.send("STOP", process.pid());
    }

    /** It goes on as if nothing had happened. */
    void thaw() throws IOException, InterruptedException {
        Signals.send("CONT", process.pid());
    }

    /** The value of one of its metrics, such as {@code hikaricp_connections_active}. */
    double metric(String name) throws IOException, InterruptedException {
        String all = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        Matcher found =
                Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? (\\S+)$").matcher(all);
        if (!found.find()) {
            throw new IllegalStateException("There is no metric " + name + " in\n" + all);
        }
        return Double.parseDouble(found.group(1));
    }

    /** How many bytes of its heap are in use once what nobody needs is thrown away. */
    long live() throws IOException, InterruptedException {
        Process counting = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(counting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher total = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$").matcher(said);
        if (counting.waitFor() != 0 || !total.find()) {
            throw new IllegalStateException("Its heap can't be looked at: " + said);
        }
        return Long.parseLong(total.group(1));
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
        } catch (IOException e) {
            return "Its log can't be read: " + e;
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
