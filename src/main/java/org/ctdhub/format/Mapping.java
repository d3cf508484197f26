// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * A connector's {@code map.jq}: {@code def read:} turns a product's record into an object, {@code def write:} an object
 * into the product's record; a file may define one or both. Compiled once, safe for many threads.
 *
 * <p>A mapping sees its input and nothing else: no environment, file, further input, module or clock.
 */
public final class Mapping {

    private static final Version VERSION = Versions.JQ_1_7;

    private static final Set<String> WITHHELD = Set.of(
            "env", "input", "inputs", "input_filename", "input_line_number", "debug", "debug_scope", "stderr", "now");

    private static final String PROBE = "__defined_by_the_file";

    private static final Scope BUILTINS = builtins();

    private final Path file;
    private final JsonQuery read;
    private final JsonQuery write;

    private Mapping(Path file, JsonQuery read, JsonQuery write) {
        this.file = file;
        this.read = read;
        this.write = write;
    }

    /**
     * Loads and compiles a file.
     *
     * @throws IllegalArgumentException if it is no jq, or defines neither function; names file and line
     * @throws IOException if it can't be read
     */
    public static Mapping load(Path file) throws IOException {
        String text = Files.readString(file);
        JsonQuery read = function(file, text, "read");
        JsonQuery write = function(file, text, "write");
        if (read == null && write == null) {
            throw new IllegalArgumentException(file + " defines neither read nor write; add `def read: …;`.");
        }
        return new Mapping(file, read, write);
    }

    private static Scope builtins() {
        Scope scope = Scope.newEmptyScope();
        for (Map.Entry<String, Function> each : BuiltinFunctionLoader.getInstance()
                .listFunctions(VERSION, scope)
                .entrySet()) {
            if (!WITHHELD.contains(each.getKey().replaceFirst("/.*", ""))) {
                scope.addFunction(each.getKey(), each.getValue());
            }
        }
        return scope;
    }

    /** The product's record as an object. */
    public JsonNode read(JsonNode record) {
        return run(read, "read", record);
    }

    /** The object as the product's record. */
    public JsonNode write(JsonNode object) {
        return run(write, "write", object);
    }

    private JsonNode run(JsonQuery query, String function, JsonNode input) {
        if (query == null) {
            throw new UnreadableException(file + " defines no " + function + "; add `def " + function + ": …;`.");
        }
        List<JsonNode> results = new ArrayList<>();
        try {
            query.apply(Scope.newChildScope(BUILTINS), input, result -> {
                results.add(result);
                if (results.size() > 1) {
                    throw failed(function, "it yields more than one result, use first(…) or [ … ]", null);
                }
            });
        } catch (JsonQueryException error) {
            throw failed(function, String.valueOf(error.getMessage()), error);
        } catch (StackOverflowError endless) {
            throw failed(function, "it calls itself without end", endless);
        } catch (UnreadableException said) {
            throw said;
        } catch (RuntimeException error) {
            throw failed(function, error.toString(), error);
        }
        if (results.isEmpty()) {
            throw failed(function, "it yields no result, give each case an else branch", null);
        }
        return results.get(0);
    }

    private UnreadableException failed(String function, String why, Throwable cause) {
        return new UnreadableException(
                "This record can't be mapped by " + function + " of " + file + ": " + why + ". Look at the record.",
                cause);
    }

    /** Compiles a call of one function of the file; null if the file doesn't define it. */
    private static JsonQuery function(Path file, String text, String name) {
        try {
            return defines(text, name) ? JsonQuery.compile(text + "\n" + name, VERSION) : null;
        } catch (JsonQueryException broken) {
            throw new IllegalArgumentException(file + " is no valid jq: " + position(broken), broken);
        }
    }

    /** jackson-jq's own message is the whole file; the line stands in the first line of its cause's. */
    private static String position(JsonQueryException broken) {
        Throwable cause = broken.getCause() == null ? broken : broken.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("it can't be compiled");
    }

    /** Asks from inside: jackson-jq looks functions up only when they are called. */
    private static boolean defines(String text, String name) throws JsonQueryException {
        boolean[] defined = new boolean[1];
        Scope scope = Scope.newChildScope(BUILTINS);
        scope.addFunction(PROBE, 0, (inside, args, in, path, output, version) -> {
            defined[0] = inside.getFunction(name, 0) != null;
            output.emit(NullNode.instance, null);
        });
        JsonQuery.compile(text + "\n" + PROBE, VERSION).apply(scope, NullNode.instance, ignored -> {});
        return defined[0];
    }
}
