// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.time.Instant;
import java.util.Locale;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.object.WebUrl;
import org.ctdhub.policy.ScanAction;

/** The values that callers of the Automation API give, read one by one; what is wrong with one is told. */
final class AutomationInput {

    private static final int LONGEST_NOTES = 256;

    private AutomationInput() {}

    /** A type of the API; what was added as a file is kept by its SHA-1. */
    static ObjectType type(String word) {
        String type = word.strip().toLowerCase(Locale.ROOT);
        try {
            return type.equals("file") ? ObjectType.FILE_SHA1 : ObjectType.of(type);
        } catch (RefusedException e) {
            throw wrong(e.getMessage());
        }
    }

    /** The object of a type and a content. */
    static SuspiciousObject object(String type, String content) {
        ObjectType known = type(type);
        if (known == ObjectType.URL && content.length() > WebUrl.LONGEST) {
            throw wrong("The URL has " + content.length() + " characters, more than " + WebUrl.LONGEST
                    + "; give a shorter one, or the domain.");
        }
        try {
            SuspiciousObject object = SuspiciousObject.of(known, content);
            if (known == ObjectType.IP && object.value().indexOf(':') >= 0) {
                throw wrong("This API takes IPv4 addresses only; enter an IPv6 address in the console.");
            }
            return object;
        } catch (RefusedException e) {
            throw wrong(e.getMessage());
        }
    }

    /** An action that the type can have. */
    static ScanAction action(String word, ObjectType type) {
        ScanAction action = action(word);
        if (!action.allowedFor(type)) {
            throw wrong("Only a file can be put into quarantine; use log or block for type " + type.word() + ".");
        }
        return action;
    }

    private static ScanAction action(String word) {
        try {
            return ScanAction.of(word.strip().toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    /** Notes that can be kept. */
    static String notes(String text) {
        if (text.length() > LONGEST_NOTES) {
            throw wrong("The notes are longer than " + LONGEST_NOTES + " characters; shorten them.");
        }
        if (text.codePoints().anyMatch(AutomationInput::isUnkept)) {
            throw wrong("The notes hold a character that is none (U+0000, or half a surrogate pair); take it out.");
        }
        return text;
    }

    /** A part of a value, to look for. */
    static String part(String text) {
        if (text.codePoints().anyMatch(AutomationInput::isUnkept)) {
            throw wrong("The contentFilter holds a character that no value has (U+0000).");
        }
        return text;
    }

    private static boolean isUnkept(int character) {
        return character == 0 || Character.getType(character) == Character.SURROGATE;
    }

    /** A date that is still to come. */
    static Instant expiry(String text, Instant now) {
        Instant date = AutomationDate.read(text)
                .orElseThrow(() -> wrong("The expiration date can't be read; write it as 2030-01-31T09:00:00Z."));
        if (!date.isAfter(now)) {
            throw wrong("The expiration date " + AutomationDate.write(date)
                    + " UTC is over; give a later one, or delete the object.");
        }
        return date;
    }

    private static AutomationRefusal wrong(String what) {
        return new AutomationRefusal(AutomationCode.WRONG_INPUT, what);
    }
}
