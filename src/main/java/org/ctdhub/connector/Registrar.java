// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ctdhub.connector.RegisteredProducts.Entry;
import org.ctdhub.connector.RegisteredProducts.Pace;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.policy.ProductVersion;

/** Makes a product of what an operator filled in, if it fits one of the connectors that there are. */
public final class Registrar {

    /** What nobody who watches the lab has to wait for. */
    private static final Duration SHORT = Duration.ofMillis(500);

    private static final Duration SHORT_COMPARISON = Duration.ofSeconds(2);

    private final Catalogue catalogue;
    private final boolean shortSchedules;

    /** @param shortSchedules lets products be read more often than their manifests allow; for the lab */
    public Registrar(Catalogue catalogue, boolean shortSchedules) {
        this.catalogue = catalogue;
        this.shortSchedules = shortSchedules;
    }

    /** The product and its pace, or every problem at once. */
    public Entry check(Form form) throws RegistrationException {
        Connector connector = catalogue
                .find(form.connector())
                .orElseThrow(() -> new RegistrationException(List.of(unknownConnector(form.connector()))));
        List<String> problems = new ArrayList<>();
        try {
            Product product = Product.register(form.name(), connector, form.version(), form.settings());
            problems.addAll(pace(form, connector));
            if (problems.isEmpty()) {
                return new Entry(
                        product, new Pace(every(form), form.callsPerSecond().map(Registrar::perSecond)));
            }
        } catch (RegistrationException e) {
            problems.addAll(e.problems());
            problems.addAll(pace(form, connector));
        }
        throw new RegistrationException(problems);
    }

    /** How often this kind of product is read back; empty if it can't be. */
    public Optional<Duration> compareEvery(Connector connector) {
        return connector.manifest().actual().map(every -> shortSchedules ? SHORT_COMPARISON : every);
    }

    /** What works, but is probably not what the operator wants. */
    public List<String> warnings(Product product) {
        List<String> warnings = new ArrayList<>();
        if (product.version().isEmpty()) {
            warnings.add("The version is not known, so the product counts as the oldest: " + lowest(product)
                    + ". Enter the version as the product shows it.");
        }
        product.connector().manifest().settings().forEach((name, setting) -> {
            String value = product.settings().getOrDefault(name, "").toLowerCase(Locale.ROOT);
            if (setting.format() == Setting.Format.URI && value.startsWith("http:")) {
                warnings.add(
                        "The setting '" + name + "' is a plain http address: whoever is on the way can read what the"
                                + " hub sends, its key included. Use https.");
            }
        });
        return warnings;
    }

    private static String lowest(Product product) {
        Optional<CapabilityRow> row = product.row();
        Optional<ProductVersion> from =
                row.isPresent() ? row.get().from() : product.makes().flatMap(MakesRow::from);
        return row.map(r -> "the row " + r.name()).orElse("the lowest row")
                + from.map(version -> ", from " + version).orElse("");
    }

    private List<String> pace(Form form, Connector connector) {
        List<String> problems = new ArrayList<>();
        Duration least =
                connector.manifest().collecting().map(Collecting::atLeast).orElse(Duration.ZERO);
        form.every()
                .filter(every -> every.compareTo(least) < 0 && !shortSchedules)
                .ifPresent(every -> problems.add("'every' is " + every.toMillis() + " ms, but this kind of product is"
                        + " read every " + least.toSeconds() + " s at most. Raise it."));
        form.callsPerSecond()
                .filter(calls -> calls < 1)
                .ifPresent(calls -> problems.add("The calls per second must be 1 or more. Raise them."));
        return problems;
    }

    private Optional<Duration> every(Form form) {
        return form.every().or(() -> Optional.of(SHORT).filter(pace -> shortSchedules));
    }

    private static Rate perSecond(int calls) {
        return new Rate(calls, Duration.ofSeconds(1));
    }

    private String unknownConnector(String folder) {
        String problems = catalogue.problems().isEmpty() ? "" : " Folders that can't be used: " + catalogue.problems();
        return "There is no connector " + Shown.quoted(String.valueOf(folder)) + "; there are: "
                + catalogue.kinds().stream().map(Connector::folder).collect(Collectors.joining(", ")) + "." + problems;
    }
}
