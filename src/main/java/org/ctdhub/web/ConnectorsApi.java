// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.MakesRow;
import org.ctdhub.connector.Manifest;
import org.ctdhub.connector.Problem;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.Setting;
import org.ctdhub.connector.Verb;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ProductVersion;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.policy.Taking;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The kinds of product that can be registered, as their manifests describe them: what a form needs to know. */
@Tag(name = "Connectors", description = "The kinds of product that can be registered.")
@RestController
@RequestMapping("/api/v1/connectors")
class ConnectorsApi {

    private final Catalogue catalogue;
    private final RegisteredProducts products;

    ConnectorsApi(Catalogue catalogue, RegisteredProducts products) {
        this.catalogue = catalogue;
        this.products = products;
    }

    /**
     * One kind of product.
     *
     * @param settings each with name, title, description, secret, default and format
     * @param delivery pull, changes or list; null for a mere producer
     * @param test whether it can be called for a connection test
     */
    record Kind(
            String folder,
            String title,
            String vendor,
            List<String> roles,
            List<Map<String, Object>> settings,
            List<Takes> takes,
            List<Makes> makes,
            String delivery,
            boolean test) {}

    /** What a consumer takes from a version on. */
    record Takes(
            String row,
            String from,
            String basis,
            Map<String, Type> types,
            Map<String, String> not,
            List<String> userDefined,
            String least,
            int limit) {}

    /**
     * How a type is taken.
     *
     * @param actions those that it carries out; empty if it keeps the object and decides by itself
     */
    record Type(boolean keeps, List<String> actions, boolean needsSha256) {}

    /** What a producer makes from a version on. */
    record Makes(String from, String basis, List<String> types, Map<String, String> not) {}

    @Operation(summary = "Lists the kinds of product, with the settings that each asks for.")
    @GetMapping
    List<Kind> connectors() {
        return catalogue.kinds().stream().map(ConnectorsApi::kind).toList();
    }

    @Operation(
            summary =
                    "Lists the folders of connectors and the files of routes that can't be used, with the line and the reason.")
    @GetMapping("/problems")
    List<String> problems() {
        return products.problems().stream().map(Problem::toString).toList();
    }

    private static Kind kind(Connector connector) {
        Manifest manifest = connector.manifest();
        List<String> roles = new ArrayList<>();
        if (manifest.role().produces()) {
            roles.add("producer");
        }
        if (manifest.role().consumes()) {
            roles.add("consumer");
        }
        List<Map<String, Object>> settings = new ArrayList<>();
        manifest.allSettings().forEach((name, setting) -> settings.add(setting(name, setting)));
        return new Kind(
                connector.folder(),
                manifest.title(),
                manifest.vendor(),
                roles,
                settings,
                manifest.takes().stream().map(ConnectorsApi::takes).toList(),
                manifest.makes().stream().map(ConnectorsApi::makes).toList(),
                manifest.delivery().map(way -> word(way.style())).orElse(null),
                manifest.verbs().contains(Verb.CHECK));
    }

    private static Map<String, Object> setting(String name, Setting setting) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", name);
        shown.put("title", setting.title());
        shown.put("description", setting.description());
        shown.put("secret", setting.secret());
        shown.put("default", setting.fallback().orElse(null));
        shown.put("format", word(setting.format()));
        return shown;
    }

    private static Takes takes(CapabilityRow row) {
        Map<String, Type> types = new TreeMap<>();
        row.types().forEach((type, taking) -> types.put(type.word(), type(taking)));
        return new Takes(
                row.name(),
                row.from().map(ProductVersion::toString).orElse(null),
                row.basis().word(),
                types,
                reasons(row.notTaken()),
                words(row.userDefined()),
                row.least().word(),
                row.limit());
    }

    private static Type type(Taking taking) {
        return new Type(
                taking.keeps(),
                taking.actions().stream().sorted().map(ScanAction::word).toList(),
                taking.needsSha256());
    }

    private static Makes makes(MakesRow row) {
        return new Makes(
                row.from().map(ProductVersion::toString).orElse(null),
                row.basis().word(),
                words(row.types()),
                reasons(row.notMade()));
    }

    private static Map<String, String> reasons(Map<ObjectType, String> not) {
        Map<String, String> reasons = new TreeMap<>();
        not.forEach((type, reason) -> reasons.put(type.word(), reason));
        return reasons;
    }

    private static List<String> words(Collection<ObjectType> types) {
        return types.stream().sorted().map(ObjectType::word).toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
