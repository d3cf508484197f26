// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.ListFile;
import org.ctdhub.format.ListForm;
import org.ctdhub.format.Mapping;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.publish.Listing;
import org.ctdhub.registry.WholeViews.Item;
import org.ctdhub.registry.WrittenFiles.Content;
import org.ctdhub.registry.WrittenFiles.LeftOut;

/** What every list file has to prove. Its reader is the kit's own, and reads as strictly as a product could. */
final class ListFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ListFiles() {}

    /** A file as it was written. */
    private record Written(String text, Content content) {}

    /** Every file has a case, and isn't empty when the list is. */
    static void complete(Connector connector) throws IOException {
        for (ListFile file : connector.manifest().files()) {
            assertThat(Case.of(connector))
                    .as("a case for the file " + file.name())
                    .anyMatch(c -> c.verb().equals("file")
                            && file.name().equals(c.given().get("file")));
            assertThat(write(connector, file, List.of(), List.of(), 1).text())
                    .as(file.name() + " without an object")
                    .isNotEmpty();
        }
    }

    /** These objects and exceptions make exactly this file. */
    static void story(Connector connector, Case story) throws IOException {
        ListFile file = connector.manifest().files().stream()
                .filter(each -> each.name().equals(story.given().get("file")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(story.file() + " names no file of the manifest"));
        List<Map<String, String>> exceptions = Case.list(story.given().get("exceptions")).stream()
                .map(Case::texts)
                .toList();
        long change = Long.parseLong(String.valueOf(story.given().getOrDefault("change", 1)));
        Written written = write(connector, file, items(connector, file, story), exceptions, change);

        assertThat(written.text()).as(story.title()).isEqualTo(story.then().get("text"));
        Map<String, Long> leftOut = new HashMap<>();
        Case.map(story.then().get("leftOut")).forEach((reason, n) -> leftOut.put(reason, ((Number) n).longValue()));
        assertThat(written.content().reasons()).as(story.title()).isEqualTo(leftOut);
    }

    private static List<Item> items(Connector connector, ListFile file, Case story) {
        List<Item> items = new ArrayList<>();
        for (Object each : Case.list(story.given().get("objects"))) {
            Map<String, String> object = Case.texts(each);
            row(connector, file)
                    .actionFor(
                            ObjectType.valueOf(object.get("type").toUpperCase(java.util.Locale.ROOT)),
                            ScanAction.of(object.get("action")))
                    .ifPresent(given -> items.add(new Item(
                            items.size(),
                            object.get("type"),
                            object.get("value"),
                            given.word(),
                            object.getOrDefault("risk", "high"),
                            object.get("expires"),
                            object.get("sha256"))));
        }
        items.sort(Comparator.comparing((Item item) -> bare(item.value())).thenComparing(Item::value));
        return items;
    }

    private static CapabilityRow row(Connector connector, ListFile file) {
        return connector.manifest().takes().stream()
                .filter(row -> row.name().equals(file.row()))
                .findFirst()
                .orElseThrow();
    }

    /** An attacker's text is one entry, byte by byte, or it is left out with a reason; never a second entry. */
    static void hostileValues(Connector connector) throws IOException {
        for (ListFile file : connector.manifest().files()) {
            if (row(connector, file).types().containsKey(ObjectType.URL) && file.lists(ObjectType.URL.word())) {
                hostileValues(connector, file);
            }
        }
    }

    private static void hostileValues(Connector connector, ListFile file) throws IOException {
        List<Item> all = IntStream.range(0, Hostile.VALUES.size())
                .mapToObj(i -> new Item(i, "url", Hostile.VALUES.get(i), "block", "high", null, null))
                .toList();
        Written written = write(connector, file, all, List.of(), 1);
        Map<Long, String> leftOut =
                written.content().leftOut().stream().collect(Collectors.toMap(LeftOut::object, LeftOut::reason));
        List<List<String>> entries = entries(file, written.text());
        assertThat(leftOut.values())
                .as("each has its reason")
                .allSatisfy(reason -> assertThat(reason).isNotBlank().doesNotContain("example.test"));
        assertThat(leftOut.size()).as("most can be carried").isLessThan(all.size() / 2);
        assertThat(entries).as(file.name()).hasSize(all.size() - leftOut.size());
        assertThat(written.content().entries()).isEqualTo(entries.size());
        for (Item item : all) {
            Set<String> forms = forms(item.value());
            assertThat(entries)
                    .as(file.name() + " carries " + item.value())
                    .filteredOn(cells -> cells.stream().anyMatch(forms::contains))
                    .hasSize(leftOut.containsKey(item.object()) ? 0 : 1);
        }
    }

    /** As it is, without its scheme, and both with what isn't printable ASCII percent-encoded: all of these name the same address. */
    private static Set<String> forms(String url) {
        return Stream.of(url, bare(url), encoded(url), encoded(bare(url))).collect(Collectors.toSet());
    }

    private static String bare(String value) {
        return value.replaceFirst("^https?://", "");
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(b < ' ' ? "%%%02X".formatted(b) : String.valueOf((char) b));
        }
        return encoded.toString();
    }

    /** Reads a file back: its entries behind its heads, each as its cells. */
    private static List<List<String>> entries(ListFile file, String text) {
        String end = file.form().lineEnd();
        assertThat(text).as(file.name() + " ends its last line").endsWith(end);
        List<String> lines = new ArrayList<>(
                List.of(text.substring(0, text.length() - end.length()).split(end, -1)));
        assertThat(lines).as("no line breaks of another kind").noneMatch(line -> line.matches("(?s).*[\\r\\n].*"));
        file.form().comment().ifPresent(comment -> lines.removeIf(line -> line.startsWith(comment)));
        if (file.form().style() == ListForm.Style.CSV) {
            List<List<String>> rows = Rfc4180.rows(String.join("\r\n", lines));
            assertThat(rows.get(0)).isEqualTo(file.objects().head());
            assertThat(rows).allSatisfy(row -> assertThat(row).hasSameSizeAs(rows.get(0)));
            return rows.subList(1, rows.size());
        }
        Stream.concat(file.objects().head().stream(), file.exceptions().stream().flatMap(part -> part.head().stream()))
                .forEach(heading -> assertThat(lines.remove(heading))
                        .as(file.name() + " has the heading " + heading)
                        .isTrue());
        return lines.stream()
                .map(line -> file.form().style() == ListForm.Style.NDJSON ? values(line) : List.of(line))
                .toList();
    }

    private static List<String> values(String line) {
        List<String> values = new ArrayList<>();
        try {
            JSON.readTree(line).forEach(value -> values.add(value.asText()));
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
        return values;
    }

    /** The text of a file with these objects. */
    static String text(Connector connector, ListFile file, List<Item> items) throws IOException {
        return write(connector, file, items, List.of(), 1).text();
    }

    private static Written write(
            Connector connector, ListFile file, List<Item> items, List<Map<String, String>> exceptions, long change)
            throws IOException {
        Path folder = Files.createTempDirectory("list");
        Path plain = folder.resolve("plain");
        Path packed = folder.resolve("packed");
        Path part = folder.resolve("part");
        Path kept = folder.resolve("kept");
        try (Listing listing = new Listing(file, Mapping.load(connector.mapping(), "mark"), part, kept)) {
            for (Item item : items) {
                listing.object(item);
            }
            for (Map<String, String> exception : exceptions.stream()
                    .sorted(Comparator.comparing((Map<String, String> e) -> bare(e.get("pattern"))))
                    .toList()) {
                listing.exception(exception.get("type"), exception.get("pattern"));
            }
            Content content = listing.end();
            listing.write(connector.folder(), change, content.entries(), plain, packed);
            return new Written(strictly(file, Files.readAllBytes(plain)), content);
        } finally {
            for (Path each : List.of(plain, packed, part, kept, folder)) {
                Files.deleteIfExists(each);
            }
        }
    }

    private static String strictly(ListFile file, byte[] bytes) throws CharacterCodingException {
        return file.form().charset().newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
}
