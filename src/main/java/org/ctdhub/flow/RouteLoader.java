// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.PluginHelper;
import org.ctdhub.connector.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Loads Camel YAML file by file: a broken one is reported with its line, whatever it had begun is taken back, and the
 * rest runs. Camel's own include pattern would let one bad file stop the application.
 */
@Component
public class RouteLoader {

    private static final Logger LOG = LoggerFactory.getLogger(RouteLoader.class);
    private static final String SUFFIX = ".camel.yaml";

    private final CamelContext camel;

    public RouteLoader(CamelContext camel) {
        this.camel = camel;
    }

    /**
     * Loads the routes of all directories in the order of the files' names, which is the order of the flow; names what is wrong. Of two
     * files with one name, that in the later directory is refused.
     */
    public List<Problem> loadAll(List<Path> directories) throws IOException {
        Map<String, Path> chapters = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Path directory : directories) {
            for (Path file : filesOf(directory)) {
                Path before = chapters.putIfAbsent(file.getFileName().toString(), file);
                if (before != null) {
                    problems.add(refused(
                            file,
                            "There is a file of this name in " + before.getParent() + ". Name this one otherwise."));
                }
            }
        }
        chapters.values().stream().map(this::load).flatMap(Optional::stream).forEach(problems::add);
        return problems;
    }

    private static Problem refused(Path file, String why) {
        Problem problem = new Problem(file, 1, why);
        LOG.error("Routes not loaded: {}", problem);
        return problem;
    }

    private static List<Path> filesOf(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("There is no directory " + directory.toAbsolutePath()
                    + ". Set ctd.routes (environment: CTD_ROUTES) to the directories that hold the core routes.");
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** Loads a file of routes. */
    Optional<Problem> load(Path file) {
        return load(file, this::routes);
    }

    /** Loads a connector's route template. */
    public Optional<Problem> loadTemplate(Path file) {
        return load(file, this::templates);
    }

    private Optional<Problem> load(Path file, Supplier<List<String>> ids) {
        List<String> before = ids.get();
        try {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource("file:" + file.toAbsolutePath()));
            return Optional.empty();
        } catch (Exception e) {
            added(before, ids).forEach(this::takeBack);
            Problem problem = YamlProblem.of(file, e);
            LOG.error("Routes not loaded: {}", problem);
            return Optional.of(problem);
        }
    }

    private static List<String> added(List<String> before, Supplier<List<String>> ids) {
        List<String> added = new ArrayList<>(ids.get());
        added.removeAll(before);
        return added;
    }

    private List<String> routes() {
        ModelCamelContext model = (ModelCamelContext) camel;
        return Stream.concat(
                        camel.getRoutes().stream().map(Route::getId),
                        model.getRouteDefinitions().stream().map(r -> r.getRouteId()))
                .distinct()
                .toList();
    }

    private List<String> templates() {
        return ((ModelCamelContext) camel)
                .getRouteTemplateDefinitions().stream()
                        .map(RouteTemplateDefinition::getId)
                        .toList();
    }

    private void takeBack(String id) {
        try {
            camel.getRouteController().stopRoute(id);
            camel.removeRoute(id);
            ModelCamelContext model = (ModelCamelContext) camel;
            if (model.getRouteDefinition(id) != null) {
                model.removeRouteDefinition(model.getRouteDefinition(id));
            }
            camel.removeRouteTemplates(id);
        } catch (Exception e) {
            LOG.warn("What {} had begun could not be taken back: {}", id, e.getMessage());
        }
    }
}
