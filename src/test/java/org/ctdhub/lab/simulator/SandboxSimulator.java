// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A Deep Discovery Analyzer: a sandbox that clients ask for its object list and its reports (DTAS); with a source, a mail or
 * network appliance that has such a sandbox inside and takes another's list as well. Beyond what every
 * simulator serves: {@code POST /lab/objects} makes findings, {@code POST /lab/restart} forgets everything.
 */
public final class SandboxSimulator extends Simulator {

    /** Records in one answer unless told otherwise; the real page size is not public (assumed). */
    public static final int PAGE_SIZE = 1_000;

    private static final String BASE = "/web_service/sample_upload/";
    private static final String NO_RECORDS = "<Return><REPORTS/></Return>";
    private static final Set<String> SERVICES =
            Set.of("test_connection", "register", "unregister", "get_black_lists", "get_report", "get_exception_list");
    private static final String UPLOAD = "upload_exception_list";

    private final DtasSignature signature;
    private final int pageSize;
    private final SandboxList list = new SandboxList();
    private final SandboxReports reports;
    private final Set<String> registered = ConcurrentHashMap.newKeySet();
    private volatile Subscriber taken;
    private volatile List<String> exceptions = List.of();

    public SandboxSimulator(String apiKey) {
        this(apiKey, PAGE_SIZE, Clock.systemUTC());
    }

    /** Takes the most records in one answer, and the clock by which a request's time is judged. */
    public SandboxSimulator(String apiKey, int pageSize, Clock clock) {
        this.signature = new DtasSignature(apiKey, clock);
        this.pageSize = pageSize;
        this.reports = new SandboxReports(clock);
    }

    /** Takes a source's list from now on; what it takes is shown beside what it found, and never listed as found here. */
    public void subscribe(String productName, Set<String> types, URI source, String key, Duration interval) {
        taken = new Subscriber(source, key, UUID.randomUUID(), productName, types, Clock.systemUTC());
        new Subscription(this, taken, interval).start();
    }

    /** What it took from its source; empty without one. */
    public List<LabObject> taken() {
        return taken == null ? List.of() : taken.objects();
    }

    /** Why its last round at its source came to nothing, if it did. */
    public Optional<String> lastError() {
        return Optional.ofNullable(taken).flatMap(Subscriber::lastError);
    }

    /** Puts records on the list, an object that it has already under a new ID; returns the highest ID. */
    public long add(List<Finding> findings) {
        findings.forEach(reports::know);
        return list.add(findings);
    }

    /** Lets the report of a SHA-1 (40 hex) name its SHA-256 (64 hex), also if the file isn't listed. */
    public void knowPair(String sha1, String sha256) {
        reports.knowPair(sha1, sha256);
    }

    /** Lets the report of a sample be asked for so many times in vain: 102, analysis still running. */
    public void pendReport(String sha1, int times) {
        reports.pend(sha1, times);
    }

    /** Forgets list, reports and registrations; IDs begin again at 1. */
    public void restart() {
        list.clear();
        reports.clear();
        registered.clear();
    }

    @Override
    public List<LabObject> objects() {
        return Stream.concat(list.objects().stream(), taken().stream())
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    Map<String, Object> details() {
        return Map.of("highestId", list.highestId(), "taken", taken(), "exceptions", exceptions);
    }

    @Override
    Answer lab(Request request) {
        return switch (request.method() + " " + request.path()) {
            case "POST /lab/objects" -> post(PostedFinding.read(request.body()));
            case "POST /lab/restart" -> {
                restart();
                yield Answer.json(200, Map.of("highestId", list.highestId()));
            }
            default -> super.lab(request);
        };
    }

    @Override
    Answer product(Request request) {
        String path = request.path().replaceAll("/{2,}", "/");
        String service = path.startsWith(BASE) ? path.substring(BASE.length()).replaceAll("/$", "") : "";
        boolean uploads = service.equals(UPLOAD) && request.method().equals("PUT");
        if (!uploads && !(SERVICES.contains(service) && request.method().equals("GET"))) {
            return notFound(request);
        }
        return signature
                .problem(request)
                .map(problem -> Answer.text(401, problem))
                .orElseGet(() -> genuine(service, request));
    }

    private Answer post(List<PostedFinding> posted) {
        long highest = add(PostedFinding.findings(posted));
        posted.stream().filter(item -> item.pending() > 0).forEach(item -> pendReport(item.value(), item.pending()));
        return Answer.json(200, Map.of("added", posted.size(), "highestId", highest));
    }

    private Answer genuine(String service, Request request) {
        return switch (service) {
            case "test_connection" -> Answer.text(200, "");
            case "register" -> register(request);
            case "unregister" -> unregister(request);
            default ->
                registered.contains(client(request))
                        ? known(service, request)
                        : Answer.text(403, "This client is not registered");
        };
    }

    private Answer known(String service, Request request) {
        return switch (service) {
            case "get_black_lists" -> blackList(lastQueryId(request));
            case UPLOAD -> upload(request);
            case "get_report" -> reports.answer(needed(request, "X-DTAS-SHA1"));
            default -> Answer.xml(out -> out.write(NO_RECORDS));
        };
    }

    /** Replaces what was uploaded before (assumed). */
    private Answer upload(Request request) {
        exceptions = ReceivedList.read(request.bodyText().getBytes(StandardCharsets.UTF_8)).stream()
                .map(ReceivedRecord::data)
                .sorted()
                .toList();
        return Answer.text(200, "");
    }

    /** The exceptions that were uploaded last. */
    public List<String> exceptions() {
        return exceptions;
    }

    private Answer register(Request request) {
        registered.add(client(request));
        return Answer.text(200, "");
    }

    private Answer unregister(Request request) {
        registered.remove(client(request));
        return Answer.text(200, "");
    }

    private Answer blackList(long after) {
        List<SandboxRecord> page = list.page(after, pageSize);
        return Answer.xml(out -> write(out, page));
    }

    private static void write(Writer out, List<SandboxRecord> page) throws IOException {
        if (page.isEmpty()) {
            out.write(NO_RECORDS);
            return;
        }
        out.write("<Return><REPORTS>");
        for (SandboxRecord entry : page) {
            entry.writeTo(out);
        }
        out.write("</REPORTS></Return>");
    }

    private static long lastQueryId(Request request) {
        String last = request.header("X-DTAS-LastQueryID").orElse("");
        try {
            return last.isEmpty() ? 0 : Long.parseUnsignedLong(last);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("X-DTAS-LastQueryID is not a number: " + Shown.of(last), e);
        }
    }

    private static String client(Request request) {
        return needed(request, "X-DTAS-ClientUUID");
    }

    private static String needed(Request request, String header) {
        return request.header(header)
                .orElseThrow(() -> new IllegalArgumentException("The header " + header + " is missing"));
    }
}
