// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import javax.xml.XMLConstants;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A pull parser that refuses what an attacker can do with XML: DOCTYPE, entities, depth, length. Whatever goes wrong
 * becomes an {@link UnreadableException} with line and column.
 */
final class HardenedXml implements AutoCloseable {

    private static final int DEEPEST = 32;

    /** Ends the position in a message of the JDK's parser. */
    private static final String POSITIONED = "Message: ";

    private static final XMLInputFactory FACTORY = factory();

    private final RationedStream bytes;
    private final int maxRecordChars;
    private final boolean attributes;
    private XMLStreamReader reader;
    private int depth;
    private int chars;

    HardenedXml(InputStream in, int maxRecordChars) {
        this(in, maxRecordChars, false);
    }

    /** With {@code attributes}, those of an element stand in its object, too: under their local names behind an @. */
    HardenedXml(InputStream in, int maxRecordChars, boolean attributes) {
        this.bytes = new RationedStream(in, maxRecordChars);
        this.maxRecordChars = maxRecordChars;
        this.attributes = attributes;
    }

    /** The JDK's parser, whatever else lies on the class path: its behaviour is the one that the tests know. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside the document is ever read");
        });
        return factory;
    }

    /** Moves to the next start or end of an element, or the end of the document. */
    int next() {
        try {
            while (true) {
                int event = pull();
                switch (event) {
                    case XMLStreamConstants.DTD -> throw unreadable("it has a DOCTYPE, which is refused unread", null);
                    case XMLStreamConstants.ENTITY_REFERENCE -> throw unreadable("it refers to an entity", null);
                    case XMLStreamConstants.START_ELEMENT -> deeper();
                    case XMLStreamConstants.END_ELEMENT -> depth--;
                    default -> {}
                }
                if (event != XMLStreamConstants.COMMENT && event != XMLStreamConstants.PROCESSING_INSTRUCTION) {
                    return event;
                }
            }
        } catch (XMLStreamException | IOException broken) {
            throw unreadable(reason(broken), broken);
        } catch (UnreadableException said) {
            throw said;
        } catch (RuntimeException brokenParser) {
            throw unreadable("the parser gave up (" + brokenParser.getClass().getSimpleName() + ")", brokenParser);
        }
    }

    private int pull() throws XMLStreamException, IOException {
        if (reader == null) {
            reader = FACTORY.createXMLStreamReader(XmlEncoding.decode(bytes));
            return reader.getEventType();
        }
        return reader.next();
    }

    private void deeper() {
        if (++depth > DEEPEST) {
            throw unreadable("its elements are nested deeper than " + DEEPEST, null);
        }
    }

    String name() {
        return reader.getLocalName();
    }

    XMLStreamReader at() {
        return reader;
    }

    /** Begins to count a record's characters afresh. */
    void beginRecord() {
        chars = 0;
        bytes.refill();
    }

    /** Reads the element that was just started, up to its end: text if it has no children, else an object. */
    JsonNode element() {
        StringBuilder text = new StringBuilder();
        ObjectNode children = attributes();
        for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                children = children == null ? JsonNodeFactory.instance.objectNode() : children;
                String name = name();
                add(children, name, element());
            } else {
                text.append(text());
            }
        }
        if (children == null) {
            return TextNode.valueOf(text.toString());
        }
        return text.toString().isBlank() ? children : children.put("", text.toString());
    }

    private ObjectNode attributes() {
        if (!attributes || reader.getAttributeCount() == 0) {
            return null;
        }
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            all.put("@" + reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return all;
    }

    private static void add(ObjectNode to, String name, JsonNode child) {
        JsonNode present = to.get(name);
        if (present == null) {
            to.set(name, child);
        } else if (present instanceof ArrayNode several) {
            several.add(child);
        } else {
            to.set(name, to.arrayNode().add(present).add(child));
        }
    }

    private String text() {
        String text = reader.getText();
        chars += text.length();
        if (chars > maxRecordChars) {
            throw unreadable("one record has more than " + maxRecordChars + " characters of text", null);
        }
        return text;
    }

    UnreadableException unreadable(String what, Throwable cause) {
        Location at = reader == null ? null : reader.getLocation();
        String where = at == null ? "line 1" : "line " + at.getLineNumber() + ", column " + at.getColumnNumber();
        String message =
                "This XML document can't be read at " + where + ": " + what + ". Look at what the sender sent there.";
        return new UnreadableException(message, cause);
    }

    /** The parser's own message without the position that it repeats. */
    private static String reason(Exception broken) {
        Throwable first = broken instanceof XMLStreamException wrapped && wrapped.getNestedException() != null
                ? wrapped.getNestedException()
                : broken;
        if (first instanceof CharacterCodingException) {
            return "it holds bytes that mean nothing in its encoding";
        }
        String message = String.valueOf(first.getMessage());
        return message.substring(
                message.indexOf(POSITIONED) < 0 ? 0 : message.indexOf(POSITIONED) + POSITIONED.length());
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
            }
            bytes.close();
        } catch (XMLStreamException | IOException gone) {
            throw new UnreadableException("The document's stream can't be closed: " + gone.getMessage(), gone);
        }
    }
}
