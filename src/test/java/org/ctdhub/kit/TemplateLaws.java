// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Verb;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What a connector's route may do: call its product through the guard, map, and hand over. Nothing else. */
final class TemplateLaws {

    private static final Set<String> STEPS = Set.of(
            "to",
            "bean",
            "process",
            "setHeader",
            "setBody",
            "setProperty",
            "removeHeaders",
            "removeHeader",
            "choice",
            "loop",
            "split",
            "filter",
            "throttle",
            "log",
            "stop");

    /** Any other would travel to the product as a query parameter. */
    private static final Set<String> HTTP_OPTIONS =
            Set.of("bridgeEndpoint", "httpMethod", "disableStreamCache", "okStatusCodeRange");

    private static final Set<String> BEANS = Set.of("records", "mapping");

    private final List<String> broken = new ArrayList<>();

    private TemplateLaws() {}

    static void check(Connector connector) throws IOException {
        assertThat(broken(connector)).isEmpty();
    }

    /** Everything that breaks a law, in words. */
    static List<String> broken(Connector connector) throws IOException {
        TemplateLaws laws = new TemplateLaws();
        for (Verb verb : connector.manifest().verbs()) {
            Path file = connector.template(verb);
            Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            Map<?, ?> from =
                    (Map<?, ?>) ((Map<?, ?>) ((Map<?, ?>) ((Map<?, ?>) yaml).get("spec")).get("template")).get("from");
            laws.from(file, verb, String.valueOf(from.get("uri")));
            laws.steps(file, (List<?>) from.get("steps"), false);
        }
        return laws.broken;
    }

    private void from(Path file, Verb verb, String uri) {
        String begins = switch (verb) {
            case COLLECT, CHECK, ACTUAL, ABOUT, DETECT -> "direct:{{product}}." + verb.word();
            case DELIVER -> "ctd:changes";
            case ANSWER -> "ctd:questions";
            case EXCEPTIONS -> "ctd:exceptions";
            case RECEIVE -> "ctd:events";
        };
        if (!uri.equals(begins)) {
            broken.add(file + " begins with " + uri + "; begin with " + begins);
        }
    }

    /** Walks the steps in order; {@code clean} tells whether the headers were removed since the last answer. */
    private boolean steps(Path file, List<?> steps, boolean cleanBefore) {
        boolean clean = cleanBefore;
        for (Object step : steps) {
            Map.Entry<?, ?> only = ((Map<?, ?>) step).entrySet().iterator().next();
            String kind = String.valueOf(only.getKey());
            if (!STEPS.contains(kind)) {
                broken.add(file + " uses the step " + kind + ", which a connector may not");
            } else if (kind.equals("removeHeaders")) {
                clean = "*".equals(((Map<?, ?>) only.getValue()).get("pattern"));
            } else if (kind.equals("to")) {
                clean = to(file, (Map<?, ?>) only.getValue(), clean);
            } else if (kind.equals("bean")
                    && !BEANS.contains(String.valueOf(((Map<?, ?>) only.getValue()).get("ref")))) {
                broken.add(file + " calls the bean " + ((Map<?, ?>) only.getValue()).get("ref") + "; only " + BEANS
                        + " are for connectors");
            } else if (kind.equals("process") && !"sign".equals(((Map<?, ?>) only.getValue()).get("ref"))) {
                broken.add(file + " uses a processor other than sign");
            }
            clean = inner(file, only.getValue(), clean);
        }
        return clean;
    }

    private boolean inner(Path file, Object value, boolean clean) {
        boolean after = clean;
        if (value instanceof Map<?, ?> map) {
            if (map.get("steps") instanceof List<?> steps) {
                after = steps(file, steps, clean);
            }
            for (Object branch : map.get("when") instanceof List<?> whens ? whens : List.of()) {
                after &= inner(file, branch, clean);
            }
            if (map.get("otherwise") != null) {
                after &= inner(file, map.get("otherwise"), clean);
            }
        }
        return after;
    }

    private boolean to(Path file, Map<?, ?> to, boolean clean) {
        String uri = String.valueOf(to.get("uri"));
        if (uri.matches("ctd:(objects|pairs|actual|detections)")) {
            if (file.endsWith(Verb.CHECK.file()) || file.endsWith(Verb.ABOUT.file())) {
                broken.add(file + " sends to " + uri + "; what only looks changes nothing");
            }
            return clean;
        }
        if (!uri.equals("{{url}}") && !uri.startsWith("{{url}}/")) {
            broken.add(file + " sends to " + uri + "; only {{url}}, {{url}}/… and ctd: are for connectors");
            return false;
        }
        Map<?, ?> options = to.get("parameters") instanceof Map<?, ?> map ? map : Map.of();
        options.keySet().stream()
                .filter(option -> !HTTP_OPTIONS.contains(String.valueOf(option)))
                .forEach(option -> broken.add(file + ": " + uri + " has the option " + option
                        + ", which would go to the product as a query parameter"));
        if (!Boolean.TRUE.equals(options.get("bridgeEndpoint"))) {
            broken.add(file + ": " + uri + " lacks bridgeEndpoint: true, so a header could send it elsewhere");
        }
        if (!clean) {
            broken.add(file + ": " + uri + " is not preceded by removeHeaders \"*\", so an answer's headers steer it");
        }
        return false;
    }
}
