// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A Deep Discovery Inspector behind NAT: nobody can call it, so it sends what its sandbox found by syslog, in CEF over TCP.
 * {@code POST /lab/objects} makes findings.
 */
public final class SendingSimulator extends Simulator {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("MMM dd yyyy HH:mm:ss 'GMT+00:00'", Locale.ENGLISH);
    private static final Duration LIFE = Duration.ofDays(30);
    private static final Map<String, String> KEYS =
            Map.of("file_sha1", "fileHash", "url", "request", "ip", "dst", "domain", "dhost");

    private final String guid;
    private final int port;
    private final Clock clock;
    private final Set<LabObject> found = new TreeSet<>();
    private volatile String lastError;

    /** Takes the id that it tells of itself, and the port of 127.0.0.1 to which it sends. */
    public SendingSimulator(String guid, int port, Clock clock) {
        this.guid = guid;
        this.port = port;
        this.clock = clock;
    }

    /** Sends an event that is about no object, as it does when it comes up. */
    public void comeUp() {
        send(List.of(head("100119|SYSTEM_EVENT|3|") + " msg=Came up"));
    }

    /** Why its last attempt to send came to nothing, if it did. */
    public Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    @Override
    public synchronized List<LabObject> objects() {
        return List.copyOf(found);
    }

    @Override
    Answer product(Request request) {
        return notFound(request);
    }

    @Override
    Answer lab(Request request) {
        if (request.method().equals("POST") && request.path().equals("/lab/objects")) {
            List<Finding> posted = PostedFinding.findings(PostedFinding.read(request.body()));
            posted.forEach(this::take);
            send(posted.stream().map(this::change).toList());
            return Answer.json(200, Map.of("added", posted.size()));
        }
        return super.lab(request);
    }

    private synchronized void take(Finding finding) {
        LabObject object = new LabObject(finding.type(), finding.value(), null);
        if (finding.remove()) {
            found.remove(object);
        } else {
            found.add(object);
        }
    }

    private String change(Finding finding) {
        Instant end = finding.expiresAt() == null ? clock.instant().plus(LIFE) : finding.expiresAt();
        return head("200120|DENYLIST_CHANGE|3|") + " act=" + (finding.remove() ? "Remove" : "Add")
                + " cs1Label=type cs1=Deny List cs2=" + finding.risk() + " " + KEYS.get(finding.type()) + "="
                + escaped(finding.value()) + " end=" + date(end);
    }

    private String head(String event) {
        return "<13>CEF:0|Trend Micro|Deep Discovery Inspector|6.5|" + event + "rt=" + date(clock.instant())
                + " dvchost=inspector-behind-nat.example.test deviceExternalId=" + guid;
    }

    private static String date(Instant instant) {
        return DATE.format(instant.atOffset(ZoneOffset.UTC));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("=", "\\=")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private void send(List<String> lines) {
        try (Socket source = new Socket(InetAddress.getLoopbackAddress(), port)) {
            source.getOutputStream().write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            lastError = null;
        } catch (IOException e) {
            lastError = String.valueOf(e.getMessage());
        }
    }
}
