// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The products that the configuration registers, and what was wrong with it. */
public class RegisteredProducts {

    private final Map<String, Product> products = new LinkedHashMap<>();
    private final Map<String, Pace> paces;
    private final List<Problem> problems = new CopyOnWriteArrayList<>();

    /**
     * What an operator set for one product, where it isn't as its manifest says.
     *
     * @param every how often it is read
     * @param rate how often it may be called
     */
    public record Pace(Optional<Duration> every, Optional<Rate> rate) {}

    /**
     * @param paces by the product's name
     * @param problems what is wrong with connectors' folders
     */
    public RegisteredProducts(List<Product> products, Map<String, Pace> paces, List<Problem> problems) {
        products.forEach(product -> this.products.put(product.name(), product));
        this.paces = Map.copyOf(paces);
        this.problems.addAll(problems);
    }

    /** All products, in the order of their registration. */
    public List<Product> all() {
        return List.copyOf(products.values());
    }

    /** The product of this name. */
    public Optional<Product> find(String name) {
        return Optional.ofNullable(products.get(name));
    }

    /** What an operator set for this product. */
    public Pace pace(Product product) {
        return paces.getOrDefault(product.name(), new Pace(Optional.empty(), Optional.empty()));
    }

    /** How often the hub may call this product to deliver; empty if no limit is known. */
    public Optional<Rate> deliveryRate(Product product) {
        return pace(product)
                .rate()
                .or(() -> product.connector().manifest().delivery().flatMap(Delivery::rate));
    }

    /** How often the hub may ask this product for SHA-256s; empty if it can't tell them. */
    public Optional<Rate> answeringRate(Product product) {
        return product.connector()
                .manifest()
                .answeringSha256()
                .map(answering -> pace(product).rate().orElse(answering.rate()));
    }

    /** What is wrong in the connectors' folders and the files of routes. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Notes a file that could not be used; the rest runs. */
    public void report(Problem problem) {
        problems.add(problem);
    }
}
