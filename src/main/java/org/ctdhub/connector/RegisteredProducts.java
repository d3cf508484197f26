// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The products that this node works with now, and what is wrong with them and with the files that they need. */
public class RegisteredProducts {

    /** Replaced as a whole, so that readers need no lock. */
    private volatile Map<String, Entry> entries;

    private final List<Product> configured;
    private final Map<String, List<String>> troubles = new ConcurrentHashMap<>();
    private final List<Problem> problems = new CopyOnWriteArrayList<>();

    /**
     * What an operator set for one product, where it isn't as its manifest says.
     *
     * @param every how often it is read
     * @param rate how often it may be called
     */
    public record Pace(Optional<Duration> every, Optional<Rate> rate) {

        static final Pace USUAL = new Pace(Optional.empty(), Optional.empty());
    }

    /**
     * A product and its pace.
     *
     * @param claim by what the registry knows that this node works with the product as it stands there now: its name, and
     *     after an @ the revision of one that an operator registered
     */
    public record Entry(Product product, Pace pace, String claim) {

        Entry(Product product, Pace pace) {
            this(product, pace, product.name());
        }

        /** The same in this revision. */
        public Entry at(long revision) {
            return new Entry(product, pace, product.name() + "@" + revision);
        }

        /** How often the hub may ask this product for SHA-256s; empty if it can't tell them. */
        public Optional<Rate> answeringRate() {
            return product.connector()
                    .manifest()
                    .answeringSha256()
                    .map(answering -> pace.rate().orElse(answering.rate()));
        }
    }

    /**
     * @param products those of the configuration
     * @param paces by the product's name
     * @param problems what is wrong with connectors' folders
     */
    public RegisteredProducts(List<Product> products, Map<String, Pace> paces, List<Problem> problems) {
        Map<String, Entry> all = new LinkedHashMap<>();
        products.forEach(product ->
                all.put(product.name(), new Entry(product, paces.getOrDefault(product.name(), Pace.USUAL))));
        this.entries = all;
        this.configured = List.copyOf(products);
        this.problems.addAll(problems);
    }

    /** All products, in the order of their registration. */
    public List<Product> all() {
        return entries.values().stream().map(Entry::product).toList();
    }

    /** The products that the configuration registers; they are the same as long as the process runs. */
    public List<Product> configured() {
        return configured;
    }

    /** For which products, and in which revision, this node may claim work. */
    public Set<String> claims() {
        return entries.values().stream().map(Entry::claim).collect(Collectors.toSet());
    }

    /** The product of this name. */
    public Optional<Product> find(String name) {
        return entry(name).map(Entry::product);
    }

    /** The product of this name with its pace. */
    public Optional<Entry> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** Works with this product from now on, in place of one of the same name. */
    public synchronized void put(Entry entry) {
        Map<String, Entry> all = new LinkedHashMap<>(entries);
        all.put(entry.product().name(), entry);
        entries = all;
    }

    /** Works with this product no longer. */
    public synchronized void remove(String name) {
        Map<String, Entry> all = new LinkedHashMap<>(entries);
        all.remove(name);
        entries = all;
        troubles.remove(name);
    }

    /** What an operator set for this product. */
    public Pace pace(Product product) {
        return entry(product.name()).map(Entry::pace).orElse(Pace.USUAL);
    }

    /** How often the hub may call this product to deliver; empty if no limit is known. */
    public Optional<Rate> deliveryRate(Product product) {
        return pace(product)
                .rate()
                .or(() -> product.connector().manifest().delivery().flatMap(Delivery::rate));
    }

    /** What keeps a product, or a part of it, from working on this node. */
    public List<String> troubles(String name) {
        return troubles.getOrDefault(name, List.of());
    }

    /** Notes what keeps a product from working, in place of what was noted before; the others run. */
    public void trouble(String name, List<String> what) {
        troubles.put(name, List.copyOf(what));
    }

    /** What is wrong in the connectors' folders and the files of routes. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Notes a file that could not be used; the rest runs. */
    public void report(Problem problem) {
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }
}
