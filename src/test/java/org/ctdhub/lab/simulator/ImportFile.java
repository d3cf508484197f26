// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A list of addresses to block and to let pass, as a gateway imports it (the format is documented, also that * and ? are
 * wildcards; that what may pass outranks what is blocked is assumed).
 */
final class ImportFile {

    private static final String FIRST_LINE = "URL Blocking Import File";

    private final List<String> blocked = new ArrayList<>();
    private final List<String> allowed = new ArrayList<>();

    /** Reads a file; one that doesn't begin as it must, isn't ASCII or has another section is refused as a whole. */
    static ImportFile read(byte[] bytes) {
        String[] lines = ascii(bytes).split("\r?\n", -1);
        if (!lines[0].equals(FIRST_LINE)) {
            throw new IllegalArgumentException("The first line is not '" + FIRST_LINE + "'");
        }
        ImportFile file = new ImportFile();
        List<String> section = null;
        for (int i = 1; i < lines.length; i++) {
            if (lines[i].startsWith("[")) {
                section = file.section(lines[i]);
            } else if (!lines[i].isBlank()) {
                file.entry(section, lines[i]);
            }
        }
        return file;
    }

    private static String ascii(byte[] bytes) {
        try {
            return StandardCharsets.US_ASCII
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("The file holds bytes that are not ASCII", e);
        }
    }

    private List<String> section(String line) {
        return switch (line) {
            case "[block]" -> blocked;
            case "[allow]", "[approved]" -> allowed;
            default -> throw new IllegalArgumentException("Unknown section " + Shown.of(line));
        };
    }

    private void entry(List<String> section, String line) {
        if (section == null) {
            throw new IllegalArgumentException("An entry stands before the first section: " + Shown.of(line));
        }
        section.add(line.replaceFirst("(?i)^https?://", ""));
    }

    /** The entries of the section with what is blocked. */
    List<String> blocked() {
        return List.copyOf(blocked);
    }

    /** Whether a request for this URL is blocked. */
    boolean blocks(String url) {
        String bare = url.replaceFirst("(?i)^https?://", "");
        return matches(blocked, bare) && !matches(allowed, bare);
    }

    private static boolean matches(List<String> entries, String url) {
        return entries.stream().anyMatch(entry -> pattern(entry).matcher(url).matches());
    }

    private static Pattern pattern(String entry) {
        String pattern = entry.chars()
                .mapToObj(c -> switch (c) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Pattern.quote(Character.toString(c));
                })
                .collect(Collectors.joining());
        return Pattern.compile(pattern, Pattern.DOTALL);
    }
}
