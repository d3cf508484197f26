// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.util.List;
import java.util.Optional;
import org.ctdhub.format.ListForm;

/**
 * A file in which a product can be given its whole list.
 *
 * @param name as it is fetched, or put into a folder
 * @param row the capability row that is fed by it
 * @param types the words of the types that it lists; empty: all that the row takes
 * @param title what it is for, as operators are shown it
 * @param mediaType without the charset, which the form knows
 * @param objects what it lists
 * @param exceptions what it lets pass; empty: it has no place for that
 */
public record ListFile(
        String name,
        String row,
        List<String> types,
        String title,
        String mediaType,
        ListForm form,
        Part objects,
        Optional<Part> exceptions) {

    /** Whether objects of this type belong into it. */
    public boolean lists(String type) {
        return types.isEmpty() || types.contains(type);
    }

    /** How many lines stand before the first entry. */
    public int linesBefore() {
        int head = form.style() == ListForm.Style.CSV ? 1 : objects.head().size();
        return head + (form.comment().isPresent() ? 1 : 0);
    }

    /**
     * A stretch of the file.
     *
     * @param head what stands before the first entry: whole lines, or the cells of a header
     * @param write the function of {@code map.jq} that makes lines or cells of each
     */
    public record Part(List<String> head, String write) {

        public Part {
            head = List.copyOf(head);
        }
    }
}
