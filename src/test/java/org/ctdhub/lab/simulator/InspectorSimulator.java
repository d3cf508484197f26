// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A Deep Discovery Inspector: its sandbox's feedback and its allow lists by SOAP (client; the wording of the envelope is
 * assumed), and a source whose list it takes. {@code POST /lab/objects} makes findings, {@code POST /lab/feed}
 * {@code {"answer":"short"}} spoils the feedback.
 */
public final class InspectorSimulator extends Simulator {

    /** A namespace that stands nowhere but in its description. */
    private static final String NAMESPACE = "urn:example:" + UUID.randomUUID();

    private static final String FEEDBACK = "get_sandbox_feedback_blacklists";
    private static final String ALLOWED = "get_whitelists";
    private static final List<String> OPERATIONS = List.of(
            FEEDBACK,
            ALLOWED,
            "set_ip_whitelists",
            "set_url_whitelists",
            "set_domain_whitelists",
            "set_sha1_whitelists");

    /** What the feedback holds: all, nothing, every tenth, or a fault. */
    public enum Feed {
        WHOLE,
        EMPTY,
        SHORT,
        FAULT
    }

    /** The list, and the element of an entry, for each type. */
    private static final Map<String, List<String>> LISTS = lists();

    private final Set<LabObject> found = new TreeSet<>();
    private final AllowLists allowed = new AllowLists();
    private volatile Feed feed = Feed.WHOLE;
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

    /** Spoils the feedback from now on, or ends it. */
    public void feed(Feed answer) {
        feed = answer;
    }

    /** Allows a value as a person does at its console. */
    public void allow(String type, String value, String comments) {
        allowed.enter(type, value, comments);
    }

    /** What stands on its allow lists: each value, a blank, and the comments. */
    public List<String> allowed() {
        return allowed.shown();
    }

    @Override
    Map<String, Object> details() {
        return Map.of("allowed", allowed());
    }

    private synchronized List<LabObject> found() {
        return found.stream().filter(object -> !allowed.cover(object)).toList();
    }

    @Override
    Answer lab(Request request) {
        if (request.method().equals("POST") && request.path().equals("/lab/objects")) {
            List<Finding> posted = PostedFinding.findings(PostedFinding.read(request.body()));
            posted.forEach(this::take);
            return Answer.json(200, Map.of("added", posted.size()));
        }
        if (request.method().equals("POST") && request.path().equals("/lab/feed")) {
            String answer = LabJson.tree(request.body()).path("answer").asText();
            feed(Feed.valueOf(answer.toUpperCase(Locale.ROOT)));
            return Answer.json(200, Map.of("answer", feed));
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
            return Answer.xml(InspectorSimulator::describe);
        }
        SoapCall call = SoapCall.read(request.bodyText());
        String action = request.header("SOAPAction").orElse("");
        if (!NAMESPACE.equals(call.namespace()) || !action.equals("\"" + action(call.operation()) + "\"")) {
            return fault("unknown namespace or SOAPAction");
        }
        return switch (call.operation()) {
            case FEEDBACK -> feed == Feed.FAULT ? fault("busy") : answer(call, this::feedback);
            case ALLOWED -> answer(call, allowed::writeTo);
            default -> replace(call);
        };
    }

    private Answer replace(SoapCall call) {
        try {
            allowed.replace(call);
            return answer(call, out -> {});
        } catch (IllegalArgumentException e) {
            return fault(e.getMessage());
        }
    }

    private static String action(String operation) {
        return NAMESPACE + "/do/" + operation;
    }

    private static void describe(Writer out) throws IOException {
        out.write("<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\""
                + " xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\" targetNamespace=\"" + NAMESPACE
                + "\"><binding name=\"lists\">");
        for (String operation : OPERATIONS) {
            out.write("<operation name=\"" + operation + "\"><soap:operation soapAction=\"" + action(operation)
                    + "\"/></operation>");
        }
        out.write("</binding></definitions>");
    }

    private static Answer fault(String why) {
        return envelope(out -> {
            out.write("<s:Fault><faultcode>s:Server</faultcode>");
            XmlText.element(out, "faultstring", why);
            out.write("</s:Fault>");
        });
    }

    private static Answer answer(SoapCall call, Answer.Document lists) {
        return envelope(out -> {
            out.write("<" + call.operation() + "Response xmlns=\"" + NAMESPACE + "\">");
            lists.writeTo(out);
            out.write("</" + call.operation() + "Response>");
        });
    }

    private static Answer envelope(Answer.Document body) {
        return Answer.xml(out -> {
            out.write("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>");
            body.writeTo(out);
            out.write("</s:Body></s:Envelope>");
        });
    }

    private void feedback(Writer out) throws IOException {
        List<LabObject> listed = listed();
        for (Map.Entry<String, List<String>> list : LISTS.entrySet()) {
            out.write("<" + list.getValue().get(0) + ">");
            for (LabObject object : listed) {
                if (object.type().equals(list.getKey())) {
                    XmlText.element(out, list.getValue().get(1), object.value());
                }
            }
            out.write("</" + list.getValue().get(0) + ">");
        }
    }

    private List<LabObject> listed() {
        List<LabObject> all = found();
        int most = switch (feed) {
            case WHOLE, FAULT -> all.size();
            case EMPTY -> 0;
            case SHORT -> all.size() / 10;
        };
        return all.subList(0, most);
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
