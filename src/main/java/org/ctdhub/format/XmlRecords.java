// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;

/**
 * The repeated elements of an XML document, one at a time, each as a JSON object: a child element becomes a string
 * field under its local name, an empty one {@code ""}, a nested one an object, repeated names an array. Text beside
 * child elements stands under the name {@code ""}; a record's own attributes are not read.
 *
 * <p>Holds one record. When the document breaks off, the records before the break have been handed out and
 * {@link UnreadableException} says where it broke; until {@code hasNext} is false, the document isn't known to be whole.
 */
public final class XmlRecords implements Iterator<ObjectNode>, AutoCloseable {

    private static final int DOCUMENT_CHARS = 4 * 1024 * 1024;

    private final HardenedXml xml;
    private final List<String> path;
    private final long maxRecords;
    private final List<String> open = new ArrayList<>();
    private final Map<String, String> attributes = new HashMap<>();
    private boolean parentSeen;
    private boolean ended;
    private long count;
    private ObjectNode next;

    private XmlRecords(HardenedXml xml, List<String> path, long maxRecords) {
        this.xml = xml;
        this.path = path;
        this.maxRecords = maxRecords;
    }

    /**
     * Opens a document; its encoding is found by the rules of XML.
     *
     * @param in closed by {@link #close}
     * @param recordElement local name of the record element at any depth ({@code REPORT}), or its whole path from the
     *     root ({@code Return/REPORTS/REPORT}); with a path, a document without the parent element is unreadable, so
     *     that a stray error page never passes for an empty list
     * @param maxRecords most records to read, more are an error
     * @param maxRecordChars most characters of text in one record
     */
    public static XmlRecords open(InputStream in, String recordElement, long maxRecords, int maxRecordChars) {
        return new XmlRecords(new HardenedXml(in, maxRecordChars), List.of(recordElement.split("/")), maxRecords);
    }

    /**
     * Reads a small document whole: an object with the root element as its one field.
     *
     * @param in left open; at most 4 Mi characters of text
     */
    public static ObjectNode document(InputStream in) {
        return document(new HardenedXml(in, DOCUMENT_CHARS));
    }

    /** The same with the attributes of all elements: each a string field under its local name behind an {@code @}. */
    public static ObjectNode documentWithAttributes(InputStream in) {
        return document(new HardenedXml(in, DOCUMENT_CHARS, true));
    }

    private static ObjectNode document(HardenedXml xml) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        for (int event = xml.next(); event != XMLStreamConstants.END_DOCUMENT; event = xml.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                String root = xml.name();
                document.set(root, xml.element());
            }
        }
        return document;
    }

    /** An attribute of an element around the records, as far as the document has been read. */
    public Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            next = advance();
        }
        return next != null;
    }

    @Override
    public ObjectNode next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no record is left");
        }
        ObjectNode record = next;
        next = null;
        return record;
    }

    private ObjectNode advance() {
        for (int event = xml.next(); event != XMLStreamConstants.END_DOCUMENT; event = xml.next()) {
            if (event == XMLStreamConstants.START_ELEMENT && enter()) {
                return record();
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open.remove(open.size() - 1);
            }
        }
        ended = true;
        if (path.size() > 1 && !parentSeen) {
            throw xml.unreadable("it has no element " + String.join("/", path.subList(0, path.size() - 1)), null);
        }
        return null;
    }

    /** Says whether the element that was just started is a record. */
    private boolean enter() {
        open.add(xml.name());
        boolean isRecord = path.size() == 1 ? open.get(open.size() - 1).equals(path.get(0)) : open.equals(path);
        if (!isRecord) {
            parentSeen |= open.equals(path.subList(0, path.size() - 1));
            for (int i = 0; i < xml.at().getAttributeCount(); i++) {
                attributes.put(xml.at().getAttributeLocalName(i), xml.at().getAttributeValue(i));
            }
        }
        return isRecord;
    }

    private ObjectNode record() {
        if (++count > maxRecords) {
            throw xml.unreadable("it has more than " + maxRecords + " records", null);
        }
        xml.beginRecord();
        JsonNode record = xml.element();
        xml.beginRecord();
        open.remove(open.size() - 1);
        if (record instanceof ObjectNode fields) {
            return fields;
        }
        ObjectNode lone = JsonNodeFactory.instance.objectNode();
        return record.textValue().isBlank() ? lone : lone.put("", record.textValue());
    }

    @Override
    public void close() {
        xml.close();
    }
}
