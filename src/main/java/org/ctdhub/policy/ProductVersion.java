// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A product's version as people write it: {@code 5.5}, {@code 11.0 SP1}, {@code 6.0 SP3 Patch 2}, {@code 2019}.
 * The numbers count first, then the service pack, then the patch; {@code 12} equals {@code 12.0}.
 *
 * @param numbers without zeros at the end
 */
public record ProductVersion(List<Integer> numbers, int servicePack, int patch) implements Comparable<ProductVersion> {

    /** Below every version that a product can have. */
    static final ProductVersion LOWEST = new ProductVersion(List.of(), 0, 0);

    /** The bounds keep numbers within int, and a hostile text from costing anything. */
    private static final Pattern TEXT = Pattern.compile(
            "(\\d{1,9}(?:\\.\\d{1,9}){0,5})(?:[ -]*SP *(\\d{1,4}))?(?:[ -]*(?:Patch|P) *(\\d{1,4}))?",
            Pattern.CASE_INSENSITIVE);

    private static final int MAX_LENGTH = 64;
    private static final int FIRST_YEAR = 1000;

    private static final Comparator<ProductVersion> ORDER = Comparator.comparing(
                    ProductVersion::numbers, ProductVersion::compareNumbers)
            .thenComparingInt(ProductVersion::servicePack)
            .thenComparingInt(ProductVersion::patch);

    public ProductVersion {
        int end = numbers.size();
        while (end > 0 && numbers.get(end - 1) == 0) {
            end--;
        }
        numbers = List.copyOf(numbers.subList(0, end));
    }

    /** The version that a text names; empty if it is absent, blank or not understood: an unknown version. */
    public static Optional<ProductVersion> of(String text) {
        return of(text, Map.of());
    }

    /**
     * The same, for vendors that give a release a name instead of a number.
     *
     * @param names a release's name and the number it stands for: with {@code XP} for {@code 5.1}, {@code XP SP2} reads
     *     {@code 5.1 SP2}
     */
    public static Optional<ProductVersion> of(String text, Map<String, String> names) {
        if (text == null || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return Optional.of(TEXT.matcher(numbered(text.strip(), names)))
                .filter(Matcher::matches)
                .map(ProductVersion::of);
    }

    @Override
    public int compareTo(ProductVersion other) {
        return ORDER.compare(this, other);
    }

    /** The version in its usual form, e.g. {@code 6.0 SP3 Patch 2}; a year stands alone. */
    @Override
    public String toString() {
        String main = numbers.stream().map(String::valueOf).collect(Collectors.joining("."));
        boolean year = numbers.size() == 1 && numbers.get(0) >= FIRST_YEAR;
        return (numbers.isEmpty() ? "0" : main)
                + (numbers.size() > 1 || year ? "" : ".0")
                + (servicePack == 0 ? "" : " SP" + servicePack)
                + (patch == 0 ? "" : " Patch " + patch);
    }

    private static ProductVersion of(Matcher parts) {
        List<Integer> numbers = Arrays.stream(parts.group(1).split("\\.", -1))
                .map(Integer::valueOf)
                .toList();
        return new ProductVersion(numbers, number(parts.group(2)), number(parts.group(3)));
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static String numbered(String text, Map<String, String> names) {
        return names.entrySet().stream()
                .filter(name -> startsWithWord(text, name.getKey()))
                .findFirst()
                .map(name -> name.getValue() + text.substring(name.getKey().length()))
                .orElse(text);
    }

    private static boolean startsWithWord(String text, String word) {
        return text.regionMatches(true, 0, word, 0, word.length())
                && (text.length() == word.length() || text.charAt(word.length()) == ' ');
    }

    private static int compareNumbers(List<Integer> a, List<Integer> b) {
        return Arrays.compare(a.toArray(Integer[]::new), b.toArray(Integer[]::new));
    }
}
