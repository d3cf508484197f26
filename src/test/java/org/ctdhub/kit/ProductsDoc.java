// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Delivery;
import org.ctdhub.connector.ListFile;
import org.ctdhub.connector.MakesRow;
import org.ctdhub.connector.Manifest;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ProductVersion;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.policy.Taking;

/** Writes docs/products.md from the manifests, so that the page can't say what the hub doesn't do. */
public final class ProductsDoc {

    static final Path PAGE = Path.of("docs/products.md");
    static final String COMMAND = "mvn spring-boot:test-run -Dlab.main=org.ctdhub.kit.ProductsDoc";

    private ProductsDoc() {}

    public static void main(String[] args) throws IOException {
        Files.writeString(PAGE, page());
    }

    /** The whole page. */
    static String page() {
        StringBuilder page = new StringBuilder("""
                # Products: who gives and takes what

                Made from the manifests by `%s`; the build fails when it is out of date. Each folder under
                `connectors/` has a README with the clicks, what the product can't do, and where each fact comes from.

                **Basis**: *seed* is the vendor's support article that the project starts from; *documented* the vendor's
                other documentation; *client* what public programs do that talk to the product; *assumed* our model, where
                nothing is public. **takes** means that the product keeps the object and its own policy decides what happens.

                | product | folder | direction | how | basis of the interface | keeps exceptions | is read back | reports detections |
                |---|---|---|---|---|---|---|---|
                """.formatted(COMMAND));
        Catalogue.scan(Path.of("connectors")).connectors().forEach(each -> page.append(summary(each)));
        Catalogue.scan(Path.of("connectors")).connectors().forEach(each -> page.append(details(each)));
        return page.toString();
    }

    private static String summary(Connector connector) {
        Manifest manifest = connector.manifest();
        return line(
                manifest.title(),
                "`" + connector.folder() + "`",
                switch (manifest.role()) {
                    case PRODUCER -> "gives";
                    case CONSUMER -> "takes";
                    case BOTH -> "gives and takes";
                },
                ways(manifest),
                word(manifest.basis()),
                manifest.exceptions().isPresent() ? "yes" : "no",
                manifest.actual()
                        .map(every -> "every " + every.toHours() + " h")
                        .orElse("no"),
                word(manifest.detections()));
    }

    private static String ways(Manifest manifest) {
        List<String> ways = new ArrayList<>();
        manifest.collecting().ifPresent(c -> ways.add("the hub reads it"));
        manifest.sending().ifPresent(s -> ways.add("it sends by syslog"));
        manifest.delivery()
                .map(Delivery::style)
                .map(style -> switch (style) {
                    case PULL -> "it asks the hub";
                    case CHANGES -> "the hub sends changes";
                    case LIST -> "it is given files";
                })
                .ifPresent(ways::add);
        boolean both = !manifest.files().isEmpty()
                && manifest.delivery()
                        .filter(way -> way.style() != Delivery.Style.LIST)
                        .isPresent();
        return String.join("; ", ways) + (both ? ", or is given files" : "");
    }

    private static String details(Connector connector) {
        StringBuilder part = new StringBuilder("\n## " + connector.manifest().title() + "\n");
        connector.manifest().makes().forEach(row -> part.append(makes(row)));
        connector.manifest().takes().forEach(row -> part.append(takes(row, connector.manifest())));
        return part.toString();
    }

    private static String makes(MakesRow row) {
        StringBuilder part = new StringBuilder(
                "\nGives" + from(row.from()) + " (" + word(row.basis()) + "):\n\n" + "| type | | |\n|---|---|---|\n");
        for (ObjectType type : ObjectType.values()) {
            part.append(line(type.word(), row.types().contains(type) ? "gives" : "no", reason(row.notMade(), type)));
        }
        return part.toString();
    }

    private static String takes(CapabilityRow row, Manifest manifest) {
        StringBuilder part = new StringBuilder("\nRow `" + row.name() + "`" + from(row.from()) + " ("
                + word(row.basis()) + ")" + files(manifest.files(row)) + ", at most " + row.limit()
                + " of a type, nothing weaker than "
                + row.least().word()
                + ":\n\n| type | does | made by people | |\n|---|---|---|---|\n");
        for (ObjectType type : ObjectType.values()) {
            Taking taking = row.types().get(type);
            part.append(line(
                    type.word(),
                    taking == null ? "no" : does(taking),
                    taking == null ? "" : row.userDefined().contains(type) ? "yes" : "no",
                    row.optional().containsKey(type)
                            ? "can be switched on: " + reason(row.notTaken(), type)
                            : reason(row.notTaken(), type)));
        }
        return part.toString();
    }

    private static String files(List<ListFile> files) {
        return files.isEmpty()
                ? ""
                : files.stream()
                        .map(file -> "`" + file.name() + "`")
                        .collect(Collectors.joining(" or ", ", by file ", ""));
    }

    private static String does(Taking taking) {
        String does = taking.keeps()
                ? "takes"
                : Arrays.stream(ScanAction.values())
                        .filter(taking.actions()::contains)
                        .map(ScanAction::word)
                        .collect(Collectors.joining(", "));
        return does + (taking.needsSha256() ? ", once the SHA-256 is known" : "");
    }

    private static String reason(Map<ObjectType, String> reasons, ObjectType type) {
        return reasons.getOrDefault(type, "");
    }

    private static String from(Optional<ProductVersion> version) {
        return version.map(v -> ", from " + v).orElse("");
    }

    private static String line(String... cells) {
        return Arrays.stream(cells)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
