// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ctdhub.registry.HubIdentity;
import org.springframework.stereotype.Component;

/**
 * The list files that stand on this node's disk. Their names tell version and hash, so that after a restart they are what
 * they were; a numbering that began anew has a folder of its own.
 */
@Component
public class Shelf {

    /** How the name of a file ends that is being written. */
    static final String UNFINISHED = ".part";

    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    private static final Pattern NAME = Pattern.compile("(\\d{1,18})-([0-9a-f]{64})\\.list");

    /** Whoever was told of the one before may still open it. */
    private static final int KEPT = 2;

    private final Path root;
    private final HubIdentity hub;
    private final Map<String, Standing> standing = new ConcurrentHashMap<>();

    /** @param settings where the files stand */
    public Shelf(ListSettings settings, HubIdentity hub) {
        this.root = settings.folder();
        this.hub = hub;
    }

    /**
     * A file that stands here.
     *
     * @param number the highest number of what was read when its content last changed
     * @param hash SHA-256 of its bytes, in hexadecimal
     * @param packed the same, by gzip
     */
    public record Standing(long number, String hash, Path plain, Path packed) {}

    /** The file of this product and name, if one was ever written here. */
    public Optional<Standing> find(String product, String name) {
        return Optional.ofNullable(standing.computeIfAbsent(
                key(product, name), key -> newest(folder(product, name)).orElse(null)));
    }

    /** The folder in which a file of this product is written before it is put in its place. */
    Path folder(String product, String name) {
        return root.resolve(hub.generation().toString()).resolve(product).resolve(name);
    }

    /** Puts a new file in its place; who reads the old one reads it to its end. */
    void put(String product, String name, long number, String hash, Path plain, Path packed) throws IOException {
        Path folder = folder(product, name);
        Path to = folder.resolve(number + "-" + hash + ".list");
        Files.move(packed, packedBeside(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.move(plain, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        standing.put(key(product, name), new Standing(number, hash, to, packedBeside(to)));
        tidy(folder, written(to));
    }

    /** Deletes what is old, and what a process that died had begun. */
    private static void tidy(Path folder, FileTime now) throws IOException {
        FileTime begun = FileTime.from(now.toInstant().minus(ABANDONED_AFTER));
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
            for (Path part : parts) {
                if (written(part).compareTo(begun) < 0) {
                    Files.deleteIfExists(part);
                }
            }
        }
        for (Path old : inOrder(folder).stream().skip(KEPT).toList()) {
            Files.deleteIfExists(old);
            Files.deleteIfExists(packedBeside(old));
        }
    }

    private static Optional<Standing> newest(Path folder) {
        return inOrder(folder).stream().findFirst().map(Shelf::standing);
    }

    private static Standing standing(Path plain) {
        Matcher name = NAME.matcher(plain.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalStateException("No list file: " + plain);
        }
        return new Standing(Long.parseLong(name.group(1)), name.group(2), plain, packedBeside(plain));
    }

    /** The files of one name, the newest first. */
    private static List<Path> inOrder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparingLong(
                                    (Path file) -> standing(file).number())
                            .thenComparing(Shelf::written)
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " can't be read; see ctd.lists.", e);
        }
    }

    private static FileTime written(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " can't be read; see ctd.lists.", e);
        }
    }

    private static Path packedBeside(Path plain) {
        return plain.resolveSibling(plain.getFileName() + ".gz");
    }

    private static String key(String product, String name) {
        return product + "/" + name;
    }
}
