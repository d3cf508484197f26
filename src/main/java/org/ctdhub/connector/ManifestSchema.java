// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks a manifest's form against {@code connector.schema.json}, whose descriptions become the advice in each message.
 * The one class that sees Jackson 3, on which the validator is built.
 */
final class ManifestSchema {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Schema SCHEMA = load();

    private ManifestSchema() {}

    static void check(Map<String, Object> manifest, Findings findings) {
        SCHEMA.validate(JSON.<JsonNode>valueToTree(manifest))
                .forEach(error -> findings.at(pointer(error), message(error)));
    }

    private static Schema load() {
        SchemaRegistryConfig english =
                SchemaRegistryConfig.builder().locale(Locale.ROOT).build();
        try (InputStream in = ManifestSchema.class.getResourceAsStream("connector.schema.json")) {
            return SchemaRegistry.withDefaultDialect(
                            SpecificationVersion.DRAFT_2020_12, registry -> registry.schemaRegistryConfig(english))
                    .getSchema(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pointer(Error error) {
        String place = error.getInstanceLocation().toString();
        boolean aboutKey = error.getKeyword().equals("additionalProperties")
                || error.getKeyword().equals("propertyNames");
        return aboutKey ? Section.pointer(place, error.getProperty()) : place;
    }

    private static String message(Error error) {
        JsonNode rule = rule(error);
        String key = Shown.quoted(error.getProperty() == null ? name(error) : error.getProperty());
        return switch (error.getKeyword()) {
            case "required" ->
                key + " is missing. Add it: " + advice(rule.at("/properties").path(error.getProperty()));
            case "additionalProperties" -> key + " is not known here. Use one of " + names(rule) + ".";
            case "propertyNames" -> key + " can't be a name here. " + advice(rule.path("propertyNames"));
            case "enum" -> shown(error) + " doesn't fit " + key + ". Use one of " + words(rule) + ". " + advice(rule);
            case "pattern" -> shown(error) + " doesn't fit " + key + ". " + advice(rule);
            default -> key + ": " + Shown.plain(error.getMessage(), 200) + ". " + advice(rule);
        };
    }

    /** The part of the schema whose keyword was not met. */
    private static JsonNode rule(Error error) {
        String location = error.getSchemaLocation().toString();
        String keyword = location.substring(location.indexOf('#') + 1);
        return SCHEMA.getSchemaNode().at(JsonPointer.compile(keyword).head());
    }

    private static String name(Error error) {
        String place = error.getInstanceLocation().toString().replaceFirst("/[0-9]+$", "");
        return place.isEmpty() ? "connector.yaml" : place.substring(place.lastIndexOf('/') + 1);
    }

    private static String shown(Error error) {
        JsonNode value = error.getInstanceNode();
        return Shown.quoted(value.isString() ? value.stringValue() : value.toString());
    }

    private static String advice(JsonNode rule) {
        return rule.path("description").asString("");
    }

    private static String names(JsonNode rule) {
        return String.join(", ", rule.path("properties").propertyNames());
    }

    private static String words(JsonNode rule) {
        return rule.path("enum").valueStream().map(JsonNode::stringValue).collect(Collectors.joining(", "));
    }
}
