// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

/** What all readers do with a candidate before it goes to the sink: blanks, lengths, control characters. */
final class Intake {

    /** Characters or bytes of the longest line or text that is looked at. */
    static final int LONGEST = 64 * 1024;

    private static final int LONGEST_NOTES = 256;

    private final ImportSink sink;

    Intake(ImportSink sink) {
        this.sink = sink;
    }

    /** Hands on a candidate; one that has no value, or an unusable one, becomes a fault. */
    void take(ImportLine raw) {
        String value = ImportText.trimmed(raw.value());
        if (value == null) {
            fault(raw.line(), "no_value", "The value is missing. Give one, or leave the line out.", raw.notes());
            return;
        }
        for (String part : new String[] {value, raw.type(), raw.action(), raw.expires(), raw.risk()}) {
            if (part != null && !usable(part.strip(), raw.line())) {
                return;
            }
        }
        sink.take(new ImportLine(
                raw.line(),
                TypeWords.of(ImportText.trimmed(raw.type())),
                value,
                ImportText.trimmed(raw.action()),
                ImportText.trimmed(raw.expires()),
                ImportText.trimmed(raw.risk()),
                ImportText.oneLine(raw.notes(), LONGEST_NOTES)));
    }

    /** Hands on both hashes of a file, if it names both. */
    void pair(String sha1, String sha256) {
        if (sha1 != null && sha256 != null) {
            sink.pair(sha1.strip(), sha256.strip());
        }
    }

    /** Hands on what couldn't be read. */
    void fault(long line, String reason, String message, String text) {
        sink.fault(new ImportFault(line, reason, message, text));
    }

    private boolean usable(String part, long line) {
        if (part.length() > LONGEST) {
            fault(line, "too_long", "This text has more than 65,536 characters. Give the value alone.", part);
            return false;
        }
        if (ImportText.isBroken(part)) {
            fault(
                    line,
                    "control_character",
                    "A control character or half a character stands in this text. Take it out.",
                    part);
            return false;
        }
        return true;
    }
}
