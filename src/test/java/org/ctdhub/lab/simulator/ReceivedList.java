// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads an answer to get_black_lists: Return/REPORTS/REPORT, 0..n; unknown elements are passed over. */
final class ReceivedList {

    private static final XMLInputFactory FACTORY = factory();
    private static final int ROOT = 1;
    private static final int LIST = 2;
    private static final int RECORD = 3;
    private static final int ELEMENT = 4;

    private final List<ReceivedRecord> records = new ArrayList<>();
    private final Map<String, String> elements = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private int depth;

    private ReceivedList() {}

    /** The records in the order received; an answer that can't be read whole is an IllegalArgumentException. */
    static List<ReceivedRecord> read(byte[] xml) {
        ReceivedList list = new ReceivedList();
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(xml));
            while (reader.hasNext()) {
                list.take(reader.next(), reader);
            }
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("Unreadable XML in the answer: " + Shown.of(e.getMessage()), e);
        }
        return list.records;
    }

    private void take(int event, XMLStreamReader reader) {
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> begin(reader.getLocalName());
            case XMLStreamConstants.END_ELEMENT -> end(reader.getLocalName());
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
            case XMLStreamConstants.DTD -> throw new IllegalArgumentException("The answer has a DTD");
            default -> {}
        }
    }

    private void begin(String name) {
        depth++;
        check(ROOT, "Return", name);
        check(LIST, "REPORTS", name);
        check(RECORD, "REPORT", name);
        text.setLength(0);
    }

    private void check(int level, String wanted, String name) {
        if (depth == level && !name.equals(wanted)) {
            throw new IllegalArgumentException("Expected " + wanted + " in the answer, found " + Shown.of(name));
        }
    }

    private void end(String name) {
        if (depth == ELEMENT) {
            elements.put(name, text.toString());
        } else if (depth == RECORD) {
            records.add(ReceivedRecord.of(elements));
            elements.clear();
        }
        depth--;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }
}
