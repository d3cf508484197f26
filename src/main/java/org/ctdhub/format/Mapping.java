// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * A connector's {@code map.jq}: {@code def read:} turns a product's record into an object, {@code def write:} objects into
 * the body of a call, and what else its routes name. Each function is compiled once; safe for many threads.
 *
 * <p>A mapping sees its input and {@code $mark}, the mark of what this hub put into a product, and nothing else: no
 * environment, file, further input, module or clock.
 */
public final class Mapping {

    private static final Version VERSION = Versions.JQ_1_7;

    private static final Set<String> WITHHELD = Set.of(
            "env", "input", "inputs", "input_filename", "input_line_number", "debug", "debug_scope", "stderr", "now");

    private static final String PROBE = "__defined_by_the_file";

    private static final Scope BUILTINS = builtins();

    private final Path file;
    private final String text;
    private final JsonNode mark;
    private final Map<String, JsonQuery> functions = new ConcurrentHashMap<>();

    private Mapping(Path file, String text, String mark) {
        this.file = file;
        this.text = text;
        this.mark = TextNode.valueOf(mark);
    }

    /**
     * Loads a file and checks that it is jq.
     *
     * @param mark by what this hub knows again what it put into a product
     * @throws IllegalArgumentException if it is none, or can't be read; names file and line
     */
    public static Mapping load(Path file, String mark) {
        try {
            Mapping mapping = new Mapping(file, Files.readString(file), mark);
            mapping.compiled(".");
            return mapping;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The file " + file + " can't be read; a connector that reads or pushes needs it.", e);
        }
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

    /**
     * What one of the file's functions makes of an input.
     *
     * @throws UnreadableException if the function can't make one thing of it, or the file doesn't define it
     */
    public JsonNode apply(String function, JsonNode input) {
        JsonQuery query = functions.computeIfAbsent(function, this::function);
        List<JsonNode> results = new ArrayList<>();
        try {
            Scope scope = Scope.newChildScope(BUILTINS);
            scope.setValue("mark", mark);
            query.apply(scope, input, result -> {
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

    private JsonQuery function(String name) {
        if (!defines(name)) {
            throw new UnreadableException(file + " defines no " + name + "; add `def " + name + ": …;`.");
        }
        return compiled(name);
    }

    private JsonQuery compiled(String call) {
        try {
            return JsonQuery.compile(text + "\n" + call, VERSION);
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
    private boolean defines(String name) {
        boolean[] defined = new boolean[1];
        Scope scope = Scope.newChildScope(BUILTINS);
        scope.addFunction(PROBE, 0, (inside, args, in, path, output, version) -> {
            defined[0] = inside.getFunction(name, 0) != null;
            output.emit(NullNode.instance, null);
        });
        try {
            compiled(PROBE).apply(scope, NullNode.instance, ignored -> {});
        } catch (JsonQueryException broken) {
            throw new IllegalArgumentException(file + " is no valid jq: " + position(broken), broken);
        }
        return defined[0];
    }
}
