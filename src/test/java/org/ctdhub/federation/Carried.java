// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.federation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctdhub.federation.model.Model;
import org.ctdhub.manager.model.ModelObject;
import org.ctdhub.manager.model.Rule;
import org.ctdhub.web.LinkProxy;
import org.ctdhub.web.LinkProxy.Call;

/**
 * What a link carried since the walk began: no change twice, none that is none, and nothing in a direction in which it doesn't
 * travel. What a stopped edge may not have stored, what was said to one that was restored, and what digests brought is not
 * counted as carried twice.
 */
final class Carried {

    private static final Pattern RECORD = Pattern.compile("<REPORT>(.*?)</REPORT>", Pattern.DOTALL);
    private static final Pattern ELEMENT = Pattern.compile("<(\\w+)>([^<]*)</\\1>");
    private static final List<String> TYPES = List.of("ip", "url", "file_sha1", "domain", "file_sha256");
    private static final String UPLOAD = "upload_black_lists";
    private static final String EXCEPTIONS = "get_exception_list";

    private final LinkProxy link;
    private final int edge;
    private final List<String> origins;
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Set<String>> numbers = new TreeMap<>();
    private final Map<String, Set<String>> last = new HashMap<>();
    private Set<String> carried = new HashSet<>();
    private int looked;

    /**
     * Looks at a link from now on.
     *
     * @param edge the number of its edge, from 1
     * @param origins the ids of all managers, the hub's first
     */
    Carried(LinkProxy link, int edge, List<String> origins) {
        this.link = link;
        this.edge = edge;
        this.origins = origins;
        looked = link.calls().size();
    }

    /** The edge stopped: the last answers may have come too late to be stored. Answers what a backup of it knows. */
    Set<String> stopped() {
        look();
        last.values().forEach(carried::removeAll);
        last.clear();
        return Set.copyOf(carried);
    }

    /** The edge is as it was. */
    void restored(Set<String> backup) {
        carried = new HashSet<>(backup);
    }

    /** How often something was sent again since the beginning because digests differed. */
    long repairs() {
        return link.calls().stream().filter(Call::buckets).count();
    }

    /** Everything that should not have been on the link, in words. */
    List<String> wrong(Model model) {
        look();
        List<String> all = new ArrayList<>(wrong);
        numbers.forEach((name, versions) -> {
            if (versions.size() > model.changes(name)) {
                all.add(name + " was told as " + versions + " over link " + edge + " and changed " + model.changes(name)
                        + " times");
            }
        });
        return all;
    }

    private void look() {
        List<Call> calls = link.calls();
        calls.subList(looked, calls.size()).forEach(this::look);
        looked = calls.size();
    }

    private void look(Call call) {
        boolean up = call.service().equals(UPLOAD);
        boolean list =
                call.service().equals("get_black_lists") || call.service().equals(EXCEPTIONS);
        if (call.body().contains(Deeds.NOTES) || call.answer().contains(Deeds.NOTES)) {
            wrong.add("notes were told over link " + edge);
        }
        if (call.status() != 200 || call.buckets() || !(up || list)) {
            return;
        }
        Set<String> together = new HashSet<>();
        Matcher records = RECORD.matcher(up ? call.body() : call.answer());
        while (records.find()) {
            Map<String, String> record = elements(records.group(1));
            String name = name(record, call.service());
            check(record, name, up);
            together.add((up ? "up " : "down ") + name + " " + record.get("ID"));
            numbers.computeIfAbsent(name, any -> new HashSet<>()).add(record.get(up ? "OriginSeq" : "ID"));
        }
        if (call.reached()) {
            together.stream()
                    .filter(carried::contains)
                    .forEach(one -> wrong.add(one + " went again over link " + edge));
            carried.addAll(together);
            last.put(call.service(), together);
        }
    }

    private static Map<String, String> elements(String record) {
        Map<String, String> elements = new HashMap<>();
        Matcher all = ELEMENT.matcher(record);
        while (all.find()) {
            UnaryOperator<String> plain = text -> text.replace("&amp;", "&");
            elements.put(all.group(1), plain.apply(all.group(2)));
        }
        return elements;
    }

    private void check(Map<String, String> record, String name, boolean up) {
        boolean own = origins.indexOf(record.get("OriginID")) == edge;
        if (up && !(own && record.get("List").equals("va"))) {
            wrong.add(name + " went up over link " + edge);
        }
        if (!up && own) {
            wrong.add(name + " went back over link " + edge + " to where it came from");
        }
    }

    private String name(Map<String, String> record, String service) {
        String type = TYPES.get(Integer.parseInt(record.get("Type")));
        String value = record.getOrDefault("Data", "");
        ModelObject object = new ModelObject(type, type.startsWith("file_") ? value.toLowerCase(Locale.ROOT) : value);
        if (service.equals(EXCEPTIONS)) {
            return Model.exception(new Rule(type, value));
        }
        return switch (record.get("List")) {
            case "va" -> Model.finding(origins.indexOf(record.get("OriginID")), object);
            case "user" -> Model.definition(object);
            default ->
                value.isEmpty()
                        ? Model.preset(type, Integer.parseInt(record.get("RiskLevel")))
                        : Model.decision(object);
        };
    }
}
