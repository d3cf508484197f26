// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.registry.DetectionLog;
import org.ctdhub.registry.DetectionLog.Group;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What products met: looked for by any column, counted over time and by kind, and taken out. */
@ConsolePage
@RequestMapping("/detections")
class DetectionsPage {

    private static final int SHOWN = 50;
    private static final int USUAL_DAYS = 7;

    /** Columns whose words the hub knows; what stands in others is text of products, and shown as it is. */
    private static final Set<String> WORDED = Set.of("type", "list", "action", "scan", "matched");

    private final DetectionLog log;
    private final DetectionLogApi api;
    private final JsonMapper json;
    private final Clock clock;

    DetectionsPage(DetectionLog log, DetectionLogApi api, JsonMapper json, Clock clock) {
        this.log = log;
        this.api = api;
        this.json = json;
        this.clock = clock;
    }

    /** How they can be taken out. */
    enum Form {
        csv("text/csv"),
        ndjson(MediaType.APPLICATION_NDJSON_VALUE);

        private final String type;

        Form(String type) {
            this.type = type;
        }
    }

    /** The days that are looked at, in UTC, the last one included. */
    record Days(
            @DateTimeFormat(iso = ISO.DATE) LocalDate first,
            @DateTimeFormat(iso = ISO.DATE) LocalDate last) {

        /** The same, where one was left out the last seven up to the other or to now. */
        Days chosen(LocalDate today) {
            LocalDate end = last == null ? today : last;
            LocalDate begin = first == null ? end.minusDays(USUAL_DAYS - 1L) : first;
            if (begin.isAfter(end)) {
                throw new IllegalArgumentException(
                        "The first day, " + begin + ", comes after the last, " + end + ". Choose an earlier one.");
            }
            return new Days(begin, end);
        }

        /** In what steps they are counted: hours of up to two days, else days. */
        ChronoUnit unit() {
            return first.plusDays(1).isBefore(last) ? ChronoUnit.DAYS : ChronoUnit.HOURS;
        }

        DetectionQuery of(DetectionQuery query) {
            return query.within(
                    first.atStartOfDay(ZoneOffset.UTC).toInstant(),
                    last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
        }
    }

    /** How to count: by one or two of {@link DetectionLog#groupNames}, or not at all. */
    record Counting(List<String> by) {

        Counting {
            by = by == null
                    ? List.of()
                    : by.stream().filter(Objects::nonNull).distinct().toList();
        }
    }

    /**
     * A kind, and how many there are of it.
     *
     * @param percent of those of the most frequent kind
     * @param narrowed where just they are shown; null: nothing asks for what has no word there
     */
    record Counted(Group group, long percent, String narrowed) {}

    @GetMapping
    String detections(
            @ModelAttribute("query") DetectionQuery asked,
            Days days,
            Counting counting,
            @RequestParam Optional<String> after,
            Model model) {
        Days chosen = days.chosen(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        DetectionQuery query = chosen.of(asked);
        DetectionLogApi.Found found = api.list(query, after, SHOWN);
        model.addAttribute("days", chosen);
        model.addAttribute("counting", counting);
        model.addAttribute("groupNames", DetectionLog.groupNames());
        model.addAttribute("known", WORDED);
        model.addAttribute("found", found);
        if (found.next() != null) {
            model.addAttribute("next", address("/detections", asked, chosen, Map.of("after", found.next())));
        }
        for (Form form : Form.values()) {
            model.addAttribute(form.name(), address("/detections/export", asked, chosen, Map.of("form", form)));
        }
        model.addAttribute(
                "chart", DetectionChart.of(log.overTime(query.filter(), chosen.unit()), chosen.unit(), query));
        if (!counting.by().isEmpty()) {
            DetectionLogApi.Summary summary = api.summary(counting.by(), query);
            model.addAttribute("complete", summary.complete());
            model.addAttribute("counted", counted(summary.groups(), asked, chosen));
        }
        return "detections";
    }

    private List<Counted> counted(List<Group> groups, DetectionQuery asked, Days days) {
        return groups.stream()
                .map(group -> new Counted(
                        group,
                        group.count() * 100 / groups.get(0).count(),
                        group.by().containsValue(null) ? null : narrowed(group.by(), asked, days)))
                .toList();
    }

    private String narrowed(Map<String, String> by, DetectionQuery asked, Days days) {
        Map<String, Object> others = new LinkedHashMap<>(by);
        Object day = others.remove("day");
        if (day != null) {
            others.put("first", day);
            others.put("last", day);
        }
        return address("/detections", asked, days, others);
    }

    /** What is asked for as an address, with others beside it or in its place. */
    private String address(String path, DetectionQuery asked, Days days, Map<String, ?> others) {
        Map<String, Object> all = json.convertValue(asked, new TypeReference<LinkedHashMap<String, Object>>() {});
        all.put("since", null);
        all.put("until", null);
        all.put("first", days.first());
        all.put("last", days.last());
        all.putAll(others);
        all.values().removeIf(Objects::isNull);
        UriComponentsBuilder address = UriComponentsBuilder.fromPath(path);
        all.keySet().forEach(name -> address.queryParam(name, "{" + name + "}"));
        return address.encode().buildAndExpand(all).toUriString();
    }

    /** All that are found, as a file; see {@link DetectionLogApi}. */
    @GetMapping("/export")
    void export(@ModelAttribute DetectionQuery asked, Days days, @RequestParam Form form, HttpServletResponse response)
            throws IOException {
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"detections." + form + "\"");
        api.export(
                days.chosen(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                        .of(asked),
                form.type,
                response);
    }
}
