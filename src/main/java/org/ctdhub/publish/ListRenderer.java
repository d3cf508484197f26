// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.ListFile;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.format.Mapping;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.registry.WholeViews;
import org.ctdhub.registry.WholeViews.Seen;
import org.ctdhub.registry.WrittenFiles;
import org.ctdhub.registry.WrittenFiles.Content;
import org.springframework.stereotype.Component;

/**
 * Writes the list files of this node's products anew when what they list has changed. Every node renders for itself; the same
 * list becomes the same bytes, and the registry keeps which change they are.
 */
@Component("listRenderer")
public class ListRenderer {

    private final RegisteredProducts products;
    private final WholeViews views;
    private final WrittenFiles written;
    private final Shelf shelf;
    private final HubIdentity hub;
    private final Map<Path, Mapping> mappings = new ConcurrentHashMap<>();

    /** What each product's files were rendered from here; absent: nothing yet, or by another configuration. */
    private final Map<String, Rendered> rendered = new ConcurrentHashMap<>();

    /** What each file says, and since which change: the same again isn't written again. */
    private final Map<String, String> contents = new ConcurrentHashMap<>();

    private final Set<String> atWork = ConcurrentHashMap.newKeySet();

    /**
     * @param claim the product as it was registered then
     * @param mapped for each file, where what was made of its objects stands
     */
    private record Rendered(String claim, Seen seen, List<Path> mapped) {}

    public ListRenderer(
            RegisteredProducts products, WholeViews views, WrittenFiles written, Shelf shelf, HubIdentity hub) {
        this.products = products;
        this.views = views;
        this.written = written;
        this.shelf = shelf;
        this.hub = hub;
    }

    /** For a route: the products whose files here are behind; none while distribution is off. */
    public List<String> due() {
        return products.all().stream()
                .filter(product -> !product.files().isEmpty())
                .map(Product::name)
                .filter(name -> views.isBehind(name, seen(name)))
                .toList();
    }

    /** For a route: writes the files of the product in the body, unless that is being done here already. */
    public void render(String product) throws IOException {
        if (atWork.add(product)) {
            try {
                renderAll(product);
            } finally {
                atWork.remove(product);
            }
        }
    }

    private void renderAll(String name) throws IOException {
        Optional<RegisteredProducts.Entry> entry = products.entry(name);
        if (entry.isPresent()) {
            Rendered old = rendered.put(name, renderAll(entry.get(), before(name)));
            for (Path useless : old == null ? List.<Path>of() : old.mapped()) {
                Files.deleteIfExists(useless);
            }
        }
    }

    private Optional<Rendered> before(String name) {
        String claim = products.entry(name).map(RegisteredProducts.Entry::claim).orElse("");
        return Optional.ofNullable(rendered.get(name))
                .filter(before -> before.claim().equals(claim));
    }

    private Optional<Seen> seen(String name) {
        return before(name).map(Rendered::seen);
    }

    private Rendered renderAll(RegisteredProducts.Entry entry, Optional<Rendered> before) throws IOException {
        Product product = entry.product();
        Optional<Rendered> kept = before.filter(last -> last.mapped().stream().allMatch(Files::exists));
        List<Listing> listings = new ArrayList<>();
        List<Path> mapped = new ArrayList<>();
        boolean done = false;
        try {
            for (ListFile file : product.files()) {
                Path folder = Files.createDirectories(shelf.folder(product.name(), file.name()));
                mapped.add(Files.createTempFile(folder, "mapped-", Shelf.UNFINISHED));
                Path part = Files.createTempFile(folder, "entries-", Shelf.UNFINISHED);
                listings.add(new Listing(file, mapping(product.connector()), part, mapped.get(mapped.size() - 1)));
            }
            Sink sink = new Sink(
                    product.files(), listings, kept.map(Rendered::mapped).orElse(List.of()));
            Seen seen = views.read(product.name(), kept.map(Rendered::seen), sink);
            for (int i = 0; i < listings.size(); i++) {
                publish(product, product.files().get(i), listings.get(i), seen);
            }
            done = true;
            return new Rendered(entry.claim(), seen, mapped);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            for (Listing listing : listings) {
                listing.close();
            }
            for (Path useless : done ? List.<Path>of() : mapped) {
                Files.deleteIfExists(useless);
            }
        }
    }

    private void publish(Product product, ListFile file, Listing listing, Seen seen) throws IOException {
        Content content = listing.end();
        Optional<Long> number = written.publish(product.name(), file.name(), seen, content);
        String stands = content.digest() + " of " + number.orElse(null);
        String key = product.name() + "/" + file.name();
        if (number.isPresent() && !stands.equals(contents.get(key))) {
            Path folder = shelf.folder(product.name(), file.name());
            Path plain = Files.createTempFile(folder, "plain-", Shelf.UNFINISHED);
            Path packed = Files.createTempFile(folder, "packed-", Shelf.UNFINISHED);
            String hash = listing.write(product.name(), number.get(), content.entries(), plain, packed);
            shelf.put(product.name(), file.name(), number.get(), hash, plain, packed);
            contents.put(key, stands);
        }
    }

    /** Up to which number the product's files here hold; empty: nothing was rendered since this node began. */
    public Optional<Long> upTo(String product) {
        return seen(product).map(Seen::upTo);
    }

    private Mapping mapping(Connector connector) {
        return mappings.computeIfAbsent(connector.mapping(), file -> Mapping.load(file, hub.mark()));
    }

    /**
     * Hands each entry to the files that list it.
     *
     * @param mapped for each file, what was made of its objects before
     */
    private record Sink(List<ListFile> files, List<Listing> listings, List<Path> mapped) implements WholeViews.Sink {

        @Override
        public void begin(boolean whole) {
            try {
                for (int i = 0; i < files.size() && !whole; i++) {
                    listings.get(i).follow(mapped.get(i));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void object(WholeViews.Item item) {
            try {
                for (Listing listing : listings) {
                    listing.object(item);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void exception(String type, String pattern) {
            try {
                for (int i = 0; i < files.size(); i++) {
                    if (files.get(i).exceptions().isPresent()) {
                        listings.get(i).exception(type, pattern);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
