// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Instant;
import java.util.Map;
import org.ctdhub.format.CefLine;
import org.ctdhub.registry.News;

/** What a forward is told, as a CEF event in a syslog message (RFC 5424). */
final class NewsLine {

    private static final String WHO = "ctd-hub";

    /** Facility local0, by severity. */
    private static final int INFO = 16 * 8 + 6;

    private static final int WARNING = 16 * 8 + 4;

    private NewsLine() {}

    /** The whole message, on one line. */
    static String of(News news, String host) {
        String event = news.text("event");
        boolean alert = news.fields().containsKey("alert");
        return "<" + (alert ? WARNING : INFO) + ">1 " + news.text("at") + " " + host + " " + WHO + " - - - "
                + (alert ? alert(news, event) : news.text("value") == null ? test(news, event) : about(news, event));
    }

    private static String test(News news, String event) {
        return begin(news, event, "Test", 1).put("msg", news.text("message")).text();
    }

    private static String alert(News news, String event) {
        return begin(news, "alert:" + event, "Alert " + event, event.equals("raised") ? 7 : 3)
                .put("act", event)
                .put("cat", news.text("alert"))
                .put("deviceFacility", news.text("subject"))
                .put("msg", news.text("message"))
                .text();
    }

    private static String about(News news, String event) {
        return event.equals("detected") ? detection(news) : change(news, event);
    }

    private static String change(News news, String event) {
        CefLine line = begin(news, "change:" + event, "Object " + event, event.equals("removed") ? 1 : 3)
                .put("act", news.text("action"));
        value(line, news);
        return line.put("cs2", "list", news.text("list"))
                .put("cs3", "risk", news.text("risk"))
                .put("cs4", "detection", news.text("detection"))
                .put("flexString1", "sha256", news.text("sha256"))
                .put("flexString2", "sourceSha1", news.text("sourceSha1"))
                .put("end", millis(news, "expiresAt"))
                .text();
    }

    private static String detection(News news) {
        CefLine line = begin(news, "detection", "Object met", 5)
                .put("act", news.text("action"))
                .put("deviceFacility", news.text("product"));
        value(line, news);
        return line.put("cs2", "list", news.text("list"))
                .put("cs3", "scan", news.text("scan"))
                .put("cs4", "rule", news.text("rule"))
                .put("cs6", "address", news.text("address"))
                .put("shost", news.text("endpoint"))
                .put("suser", news.text("user"))
                .put("filePath", news.text("path"))
                .put("flexString1", "eventId", news.text("eventId"))
                .put("flexString2", "object", news.text("objectValue"))
                .text();
    }

    /** Each type has a key that readers know; what has none stands under a label. */
    private static void value(CefLine line, News news) {
        String value = news.text("value");
        String type = String.valueOf(news.text("type"));
        line.put("cs1", "type", news.text("type"));
        switch (type) {
            case "file_sha1", "file_sha256" -> line.put("fileHash", value);
            case "url" -> line.put("request", value);
            case "domain" -> line.put("dhost", value);
            case "ip" -> {
                if (value.contains(":")) {
                    line.put("c6a3", "Destination IPv6 Address", value);
                } else {
                    line.put("dst", value);
                }
            }
            default -> line.put("cs5", "value", value);
        }
    }

    private static CefLine begin(News news, String id, String name, int severity) {
        return new CefLine(WHO, WHO, "1", id, name, severity)
                .put("externalId", news.text("id"))
                .put("rt", millis(news, "at"));
    }

    private static Long millis(News news, String field) {
        Map<String, Object> fields = news.fields();
        return fields.get(field) instanceof Instant instant ? instant.toEpochMilli() : null;
    }
}
