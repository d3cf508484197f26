// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import java.io.StringReader;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.camel.util.json.Jsoner;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/**
 * What stands in a request, as others than the hub read it: each text in its place, the query's and the body's, in JSON by
 * Camel's reader and in XML by the JDK's document builder. None of them has a part in how the hub writes.
 */
final class WireText {

    private final List<String> texts = new ArrayList<>();

    private WireText() {}

    /** The texts of a target and a body, each behind its place: {@code path: …}, {@code entries.indicator: …}. */
    static List<String> of(String target, String body) throws Exception {
        WireText wire = new WireText();
        URI uri = URI.create(target); // fails where a value got out of its place
        wire.add("path", decoded(uri.getRawPath()));
        if (uri.getRawQuery() != null) {
            for (String parameter : uri.getRawQuery().split("&", -1)) {
                String[] both = parameter.split("=", 2);
                wire.add("?" + decoded(both[0]), both.length == 1 ? "" : decoded(both[1]));
            }
        }
        wire.body(body.strip());
        return wire.texts;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void body(String body) throws Exception {
        if (body.startsWith("<")) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Element root = factory.newDocumentBuilder()
                    .parse(new InputSource(new StringReader(body)))
                    .getDocumentElement();
            xml(root.getTagName(), root);
        } else if (body.startsWith("{") || body.startsWith("[")) {
            json("", Jsoner.deserialize(body));
        } else if (!body.isEmpty()) {
            add("body", body);
        }
    }

    private void xml(String place, Element element) {
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            add(place + "@" + attribute.getNodeName(), attribute.getNodeValue());
        }
        boolean leaf = true;
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                leaf = false;
                xml(place + "." + inner.getTagName(), inner);
            }
        }
        if (leaf) {
            add(place, element.getTextContent());
        }
    }

    private void json(String place, Object value) {
        if (value instanceof Map<?, ?> object) {
            new TreeMap<>(object).forEach((key, inner) -> json(place + "." + key, inner)); // their order says nothing
        } else if (value instanceof List<?> array) {
            array.forEach(inner -> json(place, inner));
        } else {
            add(place, String.valueOf(value));
        }
    }

    private void add(String place, String text) {
        texts.add(place + ": " + text);
    }
}
