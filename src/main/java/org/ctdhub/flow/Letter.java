// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.List;
import java.util.Optional;

/**
 * What goes by mail.
 *
 * @param to addresses
 * @param subject one line; what would break it becomes blanks
 * @param text the body for those who read plain text
 * @param html the same as a page, if it is one, too
 * @param enclosures files that go with it
 */
public record Letter(List<String> to, String subject, String text, Optional<String> html, List<Enclosure> enclosures) {

    public Letter {
        to = List.copyOf(to);
        enclosures = List.copyOf(enclosures);
    }

    /** A file of text, sent as UTF-8, and its media type without that, such as {@code text/csv}. */
    public record Enclosure(String name, String mediaType, String content) {}
}
