// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.ctdhub.connector.ListFile;
import org.ctdhub.format.ListWriter;
import org.ctdhub.format.Mapping;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.registry.WholeViews;
import org.ctdhub.registry.WrittenFiles;
import org.ctdhub.registry.WrittenFiles.LeftOut;

/**
 * One list file while it is written: first the entries, into a file of their own, then the whole, since its first line may
 * tell how many they are. The exceptions follow the objects. What was made of an object that didn't change is taken over
 * from the time before.
 */
public final class Listing implements AutoCloseable {

    private static final int BUFFER = 1 << 16;
    private static final int MOST_REASONS = 20;
    private static final int MOST_NAMED = 10_000;
    private static final int LONGEST_REASON = 200;
    private static final String OTHER = "other reasons";

    private final ListFile file;
    private final Mapping mapping;
    private final Path part;
    private final MappedObjects.Writing kept;
    private final MessageDigest digest = sha256();
    private final OutputStream out;
    private final ListWriter writer;
    private final Map<String, Long> reasons = new TreeMap<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private MappedObjects.Reading before;
    private boolean inExceptions;

    /**
     * @param part where the entries are written; it is deleted at the end
     * @param kept where what is made of the objects is written for the next time
     */
    public Listing(ListFile file, Mapping mapping, Path part, Path kept) throws IOException {
        this.file = file;
        this.mapping = mapping;
        this.part = part;
        this.kept = new MappedObjects.Writing(kept);
        this.out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(part), BUFFER), digest);
        this.writer = new ListWriter(file.form(), out);
        file.exceptions().ifPresent(exceptions -> writer.reserve(exceptions.head()));
        writer.head(file.objects().head());
    }

    /** Says before the first object that only what changed follows, and where what was made of the others stands. */
    void follow(Path keptBefore) throws IOException {
        before = new MappedObjects.Reading(keptBefore);
    }

    /** Writes an object, if it is of a type that belongs here and didn't leave; they come in the order of their values. */
    public void object(WholeViews.Item item) throws IOException {
        if (!file.lists(item.type())) {
            return;
        }
        takeOverUpTo(item);
        if (item.action() != null) {
            ObjectNode seen = JsonNodeFactory.instance.objectNode();
            seen.put("type", item.type()).put("value", item.value()).put("action", item.action());
            seen.put("risk", item.risk()).put("expires_at", item.expiresAt()).put("sha256", item.sha256());
            add(MappedObjects.Line.of(item, made(file.objects(), seen)));
        }
    }

    private void takeOverUpTo(WholeViews.Item item) throws IOException {
        while (before != null && before.next() != null && before.next().compareTo(item) < 0) {
            add(before.next());
            before.advance();
        }
        if (before != null && before.next() != null && before.next().compareTo(item) == 0) {
            before.advance();
        }
    }

    private void takeOverTheRest() throws IOException {
        while (before != null && before.next() != null) {
            add(before.next());
            before.advance();
        }
    }

    private void add(MappedObjects.Line line) throws IOException {
        kept.add(line);
        add(line.made()).ifPresent(reason -> {
            reasons.merge(counted(reason), 1L, Long::sum);
            if (leftOut.size() < MOST_NAMED) {
                leftOut.add(new LeftOut(line.object(), reason));
            }
        });
    }

    /** Writes an exception, behind the objects; only where the file has a part for them. */
    public void exception(String type, String pattern) throws IOException {
        if (!inExceptions) {
            beginExceptions();
        }
        ObjectNode seen =
                JsonNodeFactory.instance.objectNode().put("type", type).put("pattern", pattern);
        add(made(file.exceptions().orElseThrow(), seen))
                .ifPresent(reason -> reasons.merge(counted("an exception: " + reason), 1L, Long::sum));
    }

    private void beginExceptions() throws IOException {
        takeOverTheRest();
        inExceptions = true;
        writer.head(file.exceptions().orElseThrow().head());
    }

    /** What the mapping makes of it; what it can't map is refused as if it had said so. */
    private JsonNode made(ListFile.Part part, ObjectNode seen) {
        try {
            return mapping.apply(part.write(), seen);
        } catch (UnreadableException e) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("refused", "the function " + part.write() + " of map.jq can't map it");
        }
    }

    private Optional<String> add(JsonNode made) throws IOException {
        return writer.add(made).map(Listing::bounded);
    }

    private static String bounded(String reason) {
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    }

    private String counted(String reason) {
        return reasons.containsKey(reason) || reasons.size() < MOST_REASONS ? reason : OTHER;
    }

    /** Ends the entries. */
    public WrittenFiles.Content end() throws IOException {
        takeOverTheRest();
        kept.close();
        if (file.exceptions().isPresent() && !inExceptions) {
            beginExceptions();
        }
        writer.flush();
        out.close();
        return new WrittenFiles.Content(
                HexFormat.of().formatHex(digest.digest()), writer.entries(), Map.copyOf(reasons), List.copyOf(leftOut));
    }

    /**
     * Writes the whole file, as it is and packed.
     *
     * @param entries how many {@link #end} counted
     * @return the SHA-256 of its bytes, in hexadecimal
     */
    public String write(String product, long number, long entries, Path plain, Path packed) throws IOException {
        MessageDigest bytes = sha256();
        try (OutputStream as = new BufferedOutputStream(Files.newOutputStream(plain), BUFFER);
                OutputStream gzip = new QuickGzip(Files.newOutputStream(packed))) {
            OutputStream both = new DigestOutputStream(new Twice(as, gzip), bytes);
            ListWriter first = new ListWriter(file.form(), both);
            first.comment("ctd-hub list " + product + ", change " + number + ", " + entries
                    + (entries == 1 ? " entry" : " entries"));
            first.flush();
            Files.copy(part, both);
        }
        return HexFormat.of().formatHex(bytes.digest());
    }

    @Override
    public void close() throws IOException {
        out.close();
        kept.close();
        if (before != null) {
            before.close();
        }
        Files.deleteIfExists(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this Java.", e);
        }
    }

    /** Packs at the quickest level, as web servers do by default: whoever waits for a change waits for this too. */
    private static final class QuickGzip extends GZIPOutputStream {

        QuickGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** Writes to two streams at once. */
    private static final class Twice extends OutputStream {

        private final OutputStream one;
        private final OutputStream other;

        Twice(OutputStream one, OutputStream other) {
            this.one = one;
            this.other = other;
        }

        @Override
        public void write(int b) throws IOException {
            one.write(b);
            other.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            one.write(bytes, from, length);
            other.write(bytes, from, length);
        }
    }
}
