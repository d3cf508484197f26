// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ctdhub.format.StixTokens.Kind;
import org.ctdhub.object.ObjectType;

/**
 * Reads the objects that a STIX pattern stands for: comparisons by {@code =} and {@code IN}, joined by OR.
 *
 * <p>AND is taken between properties of one file only, where a hash says all that there is to say. Any other AND means
 * less than each of its values, and to take these would block more than the pattern's maker meant.
 */
final class StixPattern {

    private static final int DEEPEST = 16;

    private final StixTokens tokens;
    private final List<FileHashes> files = new ArrayList<>();
    private int depth;

    /** An object's type, by the hub's word, and its value as it stands. */
    record Found(String type, String value) {}

    /**
     * What a part of a pattern stands for.
     *
     * @param file whether all of it is about a file
     * @param otherHash the algorithm of a hash that isn't taken, or null
     */
    private record Part(List<Found> found, boolean file, String otherHash) {

        Part with(Part other) {
            List<Found> all = new ArrayList<>(found);
            all.addAll(other.found);
            return new Part(all, file && other.file, otherHash == null ? other.otherHash : otherHash);
        }

        Part aloneToo() throws PatternException {
            if (found.isEmpty() && otherHash == null) {
                throw PatternException.unsupported("a file without its hash");
            }
            return this;
        }
    }

    private StixPattern(StixTokens tokens) {
        this.tokens = tokens;
    }

    /** The objects in their order, never none. */
    static List<Found> read(String pattern) throws PatternException {
        return read(pattern, new ArrayList<>());
    }

    /** As above; {@code files} is added to: the hashes that stand joined by AND, which are those of one file. */
    static List<Found> read(String pattern, List<FileHashes> files) throws PatternException {
        StixPattern reader = new StixPattern(new StixTokens(pattern));
        Part all = reader.observations();
        if (reader.tokens.kind() != Kind.END) {
            throw reader.tokens.unexpected("its end");
        }
        if (all.found.isEmpty()) {
            throw PatternException.otherHash(all.otherHash);
        }
        files.addAll(reader.files);
        return all.found;
    }

    private Part observations() throws PatternException {
        List<Found> found = new ArrayList<>();
        Part all = new Part(found, true, null);
        do {
            Part next = observation();
            found.addAll(next.found);
            all = new Part(found, all.file && next.file, all.otherHash == null ? next.otherHash : all.otherHash);
        } while (tokens.accept("OR"));
        for (String word : List.of("AND", "FOLLOWEDBY", "WITHIN", "REPEATS", "START")) {
            if (tokens.is(word)) {
                throw PatternException.unsupported(word + " behind an observation");
            }
        }
        return all;
    }

    private Part observation() throws PatternException {
        if (tokens.accept("(")) {
            deeper();
            Part part = observations();
            depth--;
            tokens.expect(")");
            return part;
        }
        tokens.expect("[");
        Part part = anyOf();
        tokens.expect("]");
        return part;
    }

    private Part anyOf() throws PatternException {
        Part part = allOf().aloneToo();
        while (tokens.accept("OR")) {
            part = part.with(allOf().aloneToo());
        }
        return part;
    }

    private Part allOf() throws PatternException {
        FileHashes file = new FileHashes();
        Part part = operandOf(file);
        while (tokens.accept("AND")) {
            part = part.with(operandOf(file));
            if (!part.file) {
                throw PatternException.unsupported("AND between more than one file's properties");
            }
        }
        files.add(file);
        return part;
    }

    /** What stands in parentheses may be a choice, of which a file has one only. */
    private Part operandOf(FileHashes file) throws PatternException {
        boolean alone = !tokens.is("(");
        Part part = operand();
        if (alone) {
            part.found.forEach(
                    found -> file.see(ObjectType.valueOf(found.type().toUpperCase(Locale.ROOT)), found.value()));
        }
        return part;
    }

    private Part operand() throws PatternException {
        if (tokens.accept("(")) {
            deeper();
            Part part = anyOf();
            depth--;
            tokens.expect(")");
            return part;
        }
        for (String word : List.of("NOT", "EXISTS")) {
            if (tokens.is(word)) {
                throw PatternException.unsupported(word);
            }
        }
        return comparison();
    }

    private void deeper() throws PatternException {
        if (++depth > DEEPEST) {
            throw PatternException.unsupported("more than " + DEEPEST + " parentheses in each other");
        }
    }

    private Part comparison() throws PatternException {
        String path = path();
        if (path.equals("file:name") || path.equals("file:size")) {
            values();
            return new Part(List.of(), true, null);
        }
        if (path.startsWith("file:hashes.")) {
            return hash(path.substring("file:hashes.".length()).toUpperCase(Locale.ROOT));
        }
        ObjectType type = switch (path) {
            case "ipv4-addr:value", "ipv6-addr:value" -> ObjectType.IP;
            case "domain-name:value" -> ObjectType.DOMAIN;
            case "url:value" -> ObjectType.URL;
            default -> throw PatternException.unsupported(path);
        };
        return new Part(found(type), false, null);
    }

    private Part hash(String algorithm) throws PatternException {
        return switch (algorithm) {
            case "SHA-1", "SHA1" -> new Part(found(ObjectType.FILE_SHA1), true, null);
            case "SHA-256", "SHA256" -> new Part(found(ObjectType.FILE_SHA256), true, null);
            default -> {
                values();
                yield new Part(List.of(), true, algorithm);
            }
        };
    }

    private List<Found> found(ObjectType type) throws PatternException {
        return values().stream().map(value -> new Found(type.word(), value)).toList();
    }

    /** {@code file:hashes.'SHA-1'} without the quotes; steps into lists are told, as no path that is taken has any. */
    private String path() throws PatternException {
        StringBuilder path = new StringBuilder(tokens.take(Kind.WORD));
        tokens.expect(":");
        path.append(':').append(tokens.take(Kind.WORD));
        while (tokens.is(".") || tokens.is("[")) {
            if (tokens.accept("[")) {
                throw PatternException.unsupported("a list in " + path);
            }
            tokens.advance();
            path.append('.').append(tokens.take(tokens.kind() == Kind.STRING ? Kind.STRING : Kind.WORD));
        }
        return path.toString();
    }

    private List<String> values() throws PatternException {
        if (tokens.accept("=") || tokens.accept("==")) {
            return List.of(value());
        }
        if (!tokens.accept("IN")) {
            throw tokens.kind() == Kind.END
                    ? tokens.unexpected("a comparison")
                    : PatternException.unsupported("the comparison " + tokens.value());
        }
        tokens.expect("(");
        List<String> values = new ArrayList<>();
        do {
            values.add(value());
        } while (tokens.accept(","));
        tokens.expect(")");
        return values;
    }

    private String value() throws PatternException {
        return tokens.take(tokens.kind() == Kind.WORD ? Kind.WORD : Kind.STRING);
    }
}
