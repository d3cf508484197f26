// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A Deep Discovery Inspector: its sandbox's feedback by SOAP (client; the wording of the envelope is assumed), and a source
 * whose list it takes. {@code POST /lab/objects} makes findings.
 */
public final class InspectorSimulator extends Simulator {

    private static final String NAMESPACE = "urn:example:ddi";
    private static final String OPERATION = "get_sandbox_feedback_blacklists";

    /** The list, and the element of an entry, for each type. */
    private static final Map<String, List<String>> LISTS = lists();

    private final Set<LabObject> found = new TreeSet<>();
    private volatile Subscriber taken;

    /** Takes a source's list from now on. */
    public void subscribe(URI source, String key, Duration interval) {
        taken = new Subscriber(
                source, key, UUID.randomUUID(), "Deep Discovery Inspector", LISTS.keySet(), Clock.systemUTC());
        new Subscription(this, taken, interval).start();
    }

    /** Why its last round at its source came to nothing, if it did. */
    public Optional<String> lastError() {
        return Optional.ofNullable(taken).flatMap(Subscriber::lastError);
    }

    @Override
    public List<LabObject> objects() {
        List<LabObject> received = taken == null ? List.of() : taken.objects();
        return Stream.concat(found().stream(), received.stream()).sorted().toList();
    }

    private synchronized List<LabObject> found() {
        return List.copyOf(found);
    }

    @Override
    Answer lab(Request request) {
        if (request.method().equals("POST") && request.path().equals("/lab/objects")) {
            List<Finding> posted = PostedFinding.findings(PostedFinding.read(request.body()));
            posted.forEach(this::take);
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

    @Override
    Answer product(Request request) {
        if (!request.path().equals("/api/")) {
            return notFound(request);
        }
        if (request.method().equals("GET")) {
            return Answer.xml(out -> out.write("<definitions targetNamespace=\"" + NAMESPACE + "\"/>"));
        }
        return request.bodyText().contains("<" + OPERATION + " xmlns=\"" + NAMESPACE + "\"")
                ? Answer.xml(this::feedback)
                : Answer.text(500, "Unknown operation");
    }

    private void feedback(Writer out) throws IOException {
        out.write("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><" + OPERATION
                + "Response xmlns=\"" + NAMESPACE + "\">");
        for (Map.Entry<String, List<String>> list : LISTS.entrySet()) {
            out.write("<" + list.getValue().get(0) + ">");
            for (LabObject object : found()) {
                if (object.type().equals(list.getKey())) {
                    XmlText.element(out, list.getValue().get(1), object.value());
                }
            }
            out.write("</" + list.getValue().get(0) + ">");
        }
        out.write("</" + OPERATION + "Response></s:Body></s:Envelope>");
    }

    private static Map<String, List<String>> lists() {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        lists.put("ip", List.of("ip_blacklists", "iprange"));
        lists.put("url", List.of("url_blacklists", "url"));
        lists.put("domain", List.of("domain_blacklists", "domain"));
        lists.put("file_sha1", List.of("sha1_blacklists", "sha1"));
        return lists;
    }
}
