// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a document's encoding as XML 1.0, appendix F, has it, and decodes strictly. The JDK's parser would replace bad
 * bytes silently in all encodings but UTF-8, and for those of UTF-8 print a line on the console.
 */
final class XmlEncoding {

    /** More than any sensible XML declaration takes. */
    private static final int LOOK = 256;

    private static final Pattern DECLARED =
            Pattern.compile("^<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,39})[\"']");

    private XmlEncoding() {}

    /** The document's text. Reading it throws an exception at bytes that mean nothing in the encoding. */
    static Reader decode(InputStream in) throws IOException {
        PushbackInputStream start = new PushbackInputStream(in, LOOK);
        byte[] first = start.readNBytes(LOOK);
        int mark = byteOrderMark(first);
        start.unread(first, mark, first.length - mark);
        return new InputStreamReader(
                start,
                charset(first)
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private static int byteOrderMark(byte[] first) {
        if (starts(first, 0xEF, 0xBB, 0xBF)) {
            return 3;
        }
        return starts(first, 0xFE, 0xFF) || starts(first, 0xFF, 0xFE) ? 2 : 0;
    }

    private static Charset charset(byte[] first) throws IOException {
        if (starts(first, 0xFE, 0xFF) || starts(first, 0, '<')) {
            return UTF_16BE;
        }
        if (starts(first, 0xFF, 0xFE) || starts(first, '<', 0)) {
            return UTF_16LE;
        }
        Matcher declared = DECLARED.matcher(new String(first, ISO_8859_1));
        return declared.find() && !starts(first, 0xEF, 0xBB, 0xBF) ? named(declared.group(1)) : UTF_8;
    }

    private static Charset named(String name) throws IOException {
        if (!Charset.isSupported(name)) {
            throw new IOException("its encoding " + name + " is unknown");
        }
        Charset charset = Charset.forName(name);
        if (charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32")) {
            throw new IOException("it declares " + name + ", but its declaration is not in it");
        }
        return charset;
    }

    private static boolean starts(byte[] bytes, int... with) {
        for (int i = 0; i < with.length; i++) {
            if (bytes.length <= i || (bytes[i] & 0xFF) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
