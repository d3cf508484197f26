// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Turns YAML into plain maps, lists, texts, whole numbers and booleans, and marks the line of each in the findings.
 * Aliases, tags and keys that aren't text are refused: a manifest needs none, and bombs are made of them.
 */
final class YamlTree {

    private static final int MAX_DEPTH = 20;
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,17}");
    private static final Set<Tag> KNOWN =
            Set.of(Tag.MAP, Tag.SEQ, Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE);

    private final Findings findings;
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlTree(Findings findings) {
        this.findings = findings;
    }

    /** The document's keys; empty, with a finding, if it can't be read or isn't a list of keys with values. */
    static Optional<Map<String, Object>> read(String text, Findings findings) {
        try {
            return new YamlTree(findings).root(new Yaml(options(text)).compose(new StringReader(text)));
        } catch (MarkedYAMLException e) {
            findings.atLine(
                    line(e),
                    "Not valid YAML: " + Shown.plain(String.valueOf(e.getProblem()), 200)
                            + ". Correct this line or the one before it.");
        } catch (YAMLException e) {
            findings.atLine(1, "Not valid YAML: " + Shown.plain(String.valueOf(e.getMessage()), 200) + ". Correct it.");
        }
        return Optional.empty();
    }

    private static LoaderOptions options(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(text.length() + 1);
        return options;
    }

    private static int line(MarkedYAMLException e) {
        Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
        return mark == null ? 1 : mark.getLine() + 1;
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private Optional<Map<String, Object>> root(Node node) {
        if (node instanceof MappingNode mapping && isPlain(mapping, "")) {
            return Optional.of(map(mapping, ""));
        }
        findings.atLine(1, "The file doesn't hold keys and values. Begin with 'title: …'; see connectors/_example.");
        return Optional.empty();
    }

    private Object value(Node node, String pointer) {
        if (!isPlain(node, pointer)) {
            return node instanceof ScalarNode refused ? refused.getValue() : null;
        }
        if (node instanceof MappingNode mapping) {
            return map(mapping, pointer);
        }
        return node instanceof SequenceNode sequence ? list(sequence, pointer) : scalar((ScalarNode) node);
    }

    private boolean isPlain(Node node, String pointer) {
        if (!seen.add(node)) {
            findings.at(pointer, "This value is used again by an alias (*). Write it out at each place.");
            return false;
        }
        if (!KNOWN.contains(node.getTag())) {
            findings.at(pointer, "Tags (!) have no meaning in a manifest. Write the plain value.");
            return false;
        }
        return true;
    }

    private Map<String, Object> map(MappingNode node, String pointer) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (NodeTuple entry : node.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key) {
                put(map, pointer, key, entry.getValueNode());
            } else {
                findings.atLine(line(entry.getKeyNode()), "A key must be a word. Put brackets into quotes.");
            }
        }
        return map;
    }

    private void put(Map<String, Object> map, String pointer, ScalarNode key, Node value) {
        String name = key.getValue();
        if (map.containsKey(name)) {
            findings.atLine(line(key), Shown.quoted(name) + " stands here a second time. Keep one of the two.");
            return;
        }
        String place = Section.pointer(pointer, name);
        findings.mark(place, line(key));
        map.put(name, value(value, place));
    }

    private List<Object> list(SequenceNode node, String pointer) {
        List<Object> list = new ArrayList<>();
        for (Node item : node.getValue()) {
            String place = pointer + "/" + list.size();
            findings.mark(place, line(item));
            list.add(value(item, place));
        }
        return list;
    }

    /** YAML 1.1 reads {@code no} as false and {@code 12.0} as a number; here both stay the text that was written. */
    private static Object scalar(ScalarNode node) {
        String text = node.getValue();
        if (node.getTag().equals(Tag.NULL)) {
            return null;
        }
        if (node.getTag().equals(Tag.BOOL) && (text.equals("true") || text.equals("false"))) {
            return Boolean.valueOf(text);
        }
        boolean number =
                node.getTag().equals(Tag.INT) && WHOLE_NUMBER.matcher(text).matches();
        return number ? (Object) Long.valueOf(text) : text;
    }
}
