// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.connector.CsvFile;
import org.ctdhub.connector.ExceptionKeeping;
import org.ctdhub.connector.Product;
import org.ctdhub.format.CsvTable;
import org.ctdhub.format.Mapping;
import org.ctdhub.registry.ExceptionTargets;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.registry.Views;
import org.springframework.stereotype.Component;

/** Reads and writes products' lists in CSV; what a row means stands in the connector's {@code map.jq}. */
@Component
class ProductFiles {

    private final Views views;
    private final ExceptionTargets exceptions;
    private final String mark;

    ProductFiles(Views views, ExceptionTargets exceptions, HubIdentity hub) {
        this.views = views;
        this.exceptions = exceptions;
        this.mark = hub.mark();
    }

    /** A file that was read: how many rows it has, and the records of those that the product found by itself. */
    record Read(int rows, List<JsonNode> reports) {}

    /** Reads a file that was exported at the product. */
    Read read(Product product, String name, CsvFile file, byte[] content) {
        Mapping mapping = Mapping.load(product.connector().mapping(), mark);
        List<Map<String, String>> rows = CsvTable.read(content, file.columns()).rows();
        List<JsonNode> reports = rows.stream()
                .map(row -> mapping.apply(name + "_report", tree(row)))
                .filter(record -> !record.isNull())
                .toList();
        return new Read(rows.size(), reports);
    }

    /** The same file with the hub's entries as they are to be now: those that it exported with the hub's mark are replaced. */
    byte[] merge(Product product, String name, CsvFile file, byte[] content) {
        Mapping mapping = Mapping.load(product.connector().mapping(), mark);
        CsvTable table = CsvTable.read(content, file.columns());
        List<Map<String, String>> all = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Map<String, String> row : table.rows()) {
            if (!row.get(file.mark()).startsWith(mark)) {
                all.add(row);
                known.add(key(mapping, name, row));
            }
        }
        for (ObjectNode entry : wanted(product, file)) {
            Map<String, String> row = texts(mapping.apply(name + "_row", entry));
            row.put(file.mark(), mark);
            if (known.add(key(mapping, name, row))) {
                all.add(row);
            }
        }
        return table.with(all);
    }

    private static String key(Mapping mapping, String name, Map<String, String> row) {
        return mapping.apply(name + "_key", tree(row)).asText();
    }

    private List<ObjectNode> wanted(Product product, CsvFile file) {
        if (file.holds() == CsvFile.Holds.OBJECTS) {
            return product.row().map(views::given).orElse(List.of()).stream()
                    .map(given -> entry(given.type(), given.value()).put("action", given.action()))
                    .toList();
        }
        Optional<ExceptionKeeping> keeping = product.connector().manifest().exceptions();
        return exceptions.current().stream()
                .filter(item -> keeping.flatMap(k -> k.refusal(item.type(), item.isWildcard(), item.isRange()))
                        .isEmpty())
                .map(item -> entry(item.type(), item.pattern()))
                .toList();
    }

    private static ObjectNode entry(String type, String value) {
        return JsonNodeFactory.instance.objectNode().put("type", type).put("value", value);
    }

    private static ObjectNode tree(Map<String, String> row) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        row.forEach(tree::put);
        return tree;
    }

    private static Map<String, String> texts(JsonNode row) {
        Map<String, String> texts = new LinkedHashMap<>();
        row.properties()
                .forEach(cell -> texts.put(cell.getKey(), cell.getValue().asText()));
        return texts;
    }
}
