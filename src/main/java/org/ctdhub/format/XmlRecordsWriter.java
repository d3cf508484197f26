// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes records as {@code <Return><REPORTS><REPORT>…</REPORT></REPORTS></Return>}, in UTF-8, without XML declaration;
 * without records exactly {@code <Return><REPORTS/></Return>}. What {@link XmlRecords} reads of it equals the records.
 *
 * <p>A record that XML 1.0 can't carry goes to the caller, and nothing of it into the document.
 */
public final class XmlRecordsWriter {

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,99}");

    private final String root;
    private final String list;
    private final String record;
    private final Map<String, String> attributes = new TreeMap<>();

    /** Takes the names of the root element, the list in it, and each record in that. */
    public XmlRecordsWriter(String root, String list, String record) {
        List.of(root, list, record).forEach(XmlRecordsWriter::checkName);
        this.root = root;
        this.list = list;
        this.record = record;
    }

    /** Gives the list element an attribute. */
    public XmlRecordsWriter attribute(String name, String value) {
        checkName(name);
        checkText(value);
        attributes.put(name, value);
        return this;
    }

    /**
     * Writes one document.
     *
     * @param records each field a child element: strings, numbers and booleans as text, objects as nested elements,
     *     arrays as repeated elements, null not at all
     * @param out flushed and left open
     * @param refused gets each record that was left out, and the reason
     * @throws XMLStreamException if {@code out} fails
     */
    public void write(Iterator<ObjectNode> records, OutputStream out, BiConsumer<ObjectNode, String> refused)
            throws XMLStreamException {
        XMLStreamWriter xml = FACTORY.createXMLStreamWriter(out, "UTF-8");
        xml.writeStartElement(root);
        boolean open = false;
        while (records.hasNext()) {
            ObjectNode next = records.next();
            String problem = problem(next);
            if (problem != null) {
                refused.accept(next, problem);
                continue;
            }
            if (!open) {
                xml.writeStartElement(list);
                writeAttributes(xml);
                open = true;
            }
            writeElement(xml, record, next);
        }
        if (!open) {
            xml.writeEmptyElement(list);
            writeAttributes(xml);
        }
        xml.writeEndDocument();
        xml.close();
    }

    private void writeAttributes(XMLStreamWriter xml) throws XMLStreamException {
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            xml.writeAttribute(attribute.getKey(), attribute.getValue());
        }
    }

    private static void writeElement(XMLStreamWriter xml, String name, JsonNode value) throws XMLStreamException {
        xml.writeStartElement(name);
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                for (JsonNode each : each(field.getValue())) {
                    writeElement(xml, field.getKey(), each);
                }
            }
        } else {
            writeText(xml, value.asText());
        }
        xml.writeEndElement();
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

    /** Why this value can't be written, or null. */
    private static String problem(JsonNode value) {
        try {
            check(value);
            return null;
        } catch (IllegalArgumentException refused) {
            return refused.getMessage();
        }
    }

    private static void check(JsonNode value) {
        if (value.isObject()) {
            value.properties().forEach(field -> {
                checkName(field.getKey());
                each(field.getValue()).forEach(XmlRecordsWriter::checkInArray);
            });
        } else {
            checkText(value.asText());
        }
    }

    private static void checkInArray(JsonNode value) {
        if (value.isArray() || value.isNull()) {
            throw new IllegalArgumentException("an array in an array, or null in one, has no form in XML");
        }
        check(value);
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a field's name is no element name");
        }
    }

    private static void checkText(String text) {
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
