// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A JSON tree as XML: each field a child element, strings, numbers and booleans as text, an object as nested elements, an
 * array as repeated elements, null as nothing. A field whose name begins with {@code @} is an attribute; {@code @xmlns} is
 * the namespace of the element and of all below it. All escaping is done here.
 */
public final class XmlTree {

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,99}");
    private static final String ATTRIBUTE = "@";

    private XmlTree() {}

    /**
     * The document of a tree with one field, its root element; without XML declaration.
     *
     * @throws UnreadableException if XML can't carry something in it
     */
    public static String document(JsonNode tree) {
        try {
            check(tree);
            StringWriter out = new StringWriter();
            XMLStreamWriter xml = FACTORY.createXMLStreamWriter(out);
            Map.Entry<String, JsonNode> root = tree.properties().iterator().next();
            write(xml, root.getKey(), root.getValue());
            xml.writeEndDocument();
            xml.close();
            return out.toString();
        } catch (IllegalArgumentException | XMLStreamException refused) {
            throw new UnreadableException("It can't be written as XML: " + refused.getMessage(), refused);
        }
    }

    /** Writes one element; what {@link #check} refuses must not come here. */
    static void write(XMLStreamWriter xml, String name, JsonNode value) throws XMLStreamException {
        xml.writeStartElement(name);
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (isAttribute(field.getKey())) {
                xml.writeAttribute(field.getKey().substring(1), field.getValue().asText());
            }
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            for (JsonNode each : isAttribute(field.getKey()) ? List.<JsonNode>of() : each(field.getValue())) {
                write(xml, field.getKey(), each);
            }
        }
        if (!value.isObject()) {
            writeText(xml, value.asText());
        }
        xml.writeEndElement();
    }

    private static boolean isAttribute(String name) {
        return name.startsWith(ATTRIBUTE);
    }

    private static Iterable<JsonNode> each(JsonNode value) {
        if (value.isArray()) {
            return value;
        }
        return value.isNull() ? List.of() : List.of(value);
    }

    /** A reader turns a bare carriage return into a line feed, so it goes out as a reference. */
    private static void writeText(XMLStreamWriter xml, String text) throws XMLStreamException {
        int from = 0;
        for (int cr = text.indexOf('\r'); cr >= 0; cr = text.indexOf('\r', from)) {
            xml.writeCharacters(text.substring(from, cr));
            xml.writeEntityRef("#13");
            from = cr + 1;
        }
        xml.writeCharacters(text.substring(from));
    }

    /** Why XML can't carry something in it; empty: it can. */
    public static Optional<String> problem(JsonNode value) {
        try {
            check(value);
            return Optional.empty();
        } catch (IllegalArgumentException refused) {
            return Optional.of(refused.getMessage());
        }
    }

    /** Refuses what has no form in XML with an IllegalArgumentException that says why. */
    private static void check(JsonNode value) {
        if (!value.isObject()) {
            checkText(value.asText());
            return;
        }
        value.properties().forEach(field -> {
            if (isAttribute(field.getKey())) {
                checkName(field.getKey().substring(1));
                checkAttribute(field.getValue());
            } else {
                checkName(field.getKey());
                each(field.getValue()).forEach(XmlTree::checkInArray);
            }
        });
    }

    private static void checkInArray(JsonNode value) {
        if (value.isArray() || value.isNull()) {
            throw new IllegalArgumentException("an array in an array, or null in one, has no form in XML");
        }
        check(value);
    }

    /** A reader turns line breaks and tabs in an attribute into blanks. */
    private static void checkAttribute(JsonNode value) {
        if (!value.isValueNode() || value.asText().matches("(?s).*[\\t\\r\\n].*")) {
            throw new IllegalArgumentException("an attribute holds one line of text");
        }
        checkText(value.asText());
    }

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a field's name is no element name");
        }
    }

    static void checkText(String text) {
        int bad = text.codePoints().filter(c -> !isXml(c)).findFirst().orElse(-1);
        if (bad >= 0) {
            throw new IllegalArgumentException(String.format("XML 1.0 can't carry the character U+%04X", bad));
        }
    }

    /** The characters of XML 1.0, section 2.2. */
    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }
}
