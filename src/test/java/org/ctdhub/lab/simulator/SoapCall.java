// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A SOAP call as an inspector reads it: Envelope/Body/operation/entry/field, all of the operation in its namespace. */
record SoapCall(String namespace, String operation, List<Entry> entries) {

    /** An entry of the array that the call hands over. */
    record Entry(String array, Map<String, String> fields) {}

    private static final XMLInputFactory FACTORY = factory();
    private static final int OPERATION = 3;
    private static final int ENTRY = 4;
    private static final int FIELD = 5;

    /** What isn't such a call is an IllegalArgumentException. */
    static SoapCall read(String xml) {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(xml));
            String namespace = null;
            String operation = null;
            List<Entry> entries = new ArrayList<>();
            int depth = 0;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    if (depth == OPERATION) {
                        namespace = reader.getNamespaceURI();
                        operation = reader.getLocalName();
                    } else if (depth == ENTRY) {
                        entries.add(new Entry(reader.getLocalName(), new LinkedHashMap<>()));
                    } else if (depth == FIELD) {
                        String field = reader.getLocalName();
                        entries.get(entries.size() - 1).fields().put(field, reader.getElementText());
                        depth--; // its text is read up to its end
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                }
            }
            return new SoapCall(namespace, operation, entries);
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("No SOAP call: " + Shown.of(e.getMessage()), e);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }
}
