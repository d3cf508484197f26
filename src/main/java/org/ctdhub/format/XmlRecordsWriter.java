// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
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

    private final String root;
    private final String list;
    private final String record;
    private final Map<String, String> attributes = new TreeMap<>();

    /** Takes the names of the root element, the list in it, and each record in that. */
    public XmlRecordsWriter(String root, String list, String record) {
        List.of(root, list, record).forEach(XmlTree::checkName);
        this.root = root;
        this.list = list;
        this.record = record;
    }

    /** Gives the list element an attribute. */
    public XmlRecordsWriter attribute(String name, String value) {
        XmlTree.checkName(name);
        XmlTree.checkText(value);
        attributes.put(name, value);
        return this;
    }

    /**
     * Writes one document.
     *
     * @param records as {@link XmlTree} writes them
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
            Optional<String> problem = XmlTree.problem(next);
            if (problem.isPresent()) {
                refused.accept(next, problem.get());
                continue;
            }
            if (!open) {
                xml.writeStartElement(list);
                writeAttributes(xml);
                open = true;
            }
            XmlTree.write(xml, record, next);
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
}
