// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ctdhub.connector.Delivery;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.RegisteredProducts.Entry;
import org.ctdhub.net.SftpFailure;
import org.ctdhub.publish.Shelf;
import org.ctdhub.registry.Pause;
import org.ctdhub.registry.WrittenFiles;
import org.ctdhub.registry.WrittenFiles.Due;
import org.ctdhub.registry.WrittenFiles.Placing;
import org.springframework.stereotype.Component;

/** Puts products' list files in place, one product at a time, and always the newest that stands here. */
@Component("listCourier")
public class ListCourier {

    private final RegisteredProducts products;
    private final WrittenFiles written;
    private final Shelf shelf;
    private final Places places;
    private final LooseEnds looseEnds;
    private final Clock clock;

    public ListCourier(
            RegisteredProducts products,
            WrittenFiles written,
            Shelf shelf,
            Places places,
            LooseEnds looseEnds,
            Clock clock) {
        this.products = products;
        this.written = written;
        this.shelf = shelf;
        this.places = places;
        this.looseEnds = looseEnds;
        this.clock = clock;
    }

    /** For a route: the products of which a file has to be put in place. */
    public List<String> due() {
        return written.toPlace(products.all().stream()
                .filter(product -> product.drop().isSomewhere())
                .map(Product::name)
                .toList());
    }

    /** For a route: puts the files of the product in the body in place, if nobody else does just now. */
    public void place(String product) {
        products.entry(product)
                .ifPresent(entry -> written.take(product, entry.claim(), lease(entry))
                        .ifPresent(placing -> place(placing, entry.product())));
    }

    /** Longer than a server can take. */
    private Duration lease(Entry entry) {
        Optional<Delivery> delivery = entry.product().connector().manifest().delivery();
        return delivery.map(Delivery::lease).orElse(Duration.ZERO).plus(places.deadline());
    }

    private void place(Placing placing, Product product) {
        List<Ready> here = placing.files().stream()
                .flatMap(file -> ready(placing.product(), file).stream())
                .toList();
        List<Due> placed = new ArrayList<>();
        Optional<Pause> pause = Optional.empty();
        if (!here.isEmpty()) {
            try (Places.Open open = places.open(product.drop())) {
                for (Ready file : here) {
                    open.put(file.path(), file.due().name());
                    placed.add(file.due());
                }
            } catch (IOException | RuntimeException e) {
                pause = Optional.of(pause(e));
            }
        }
        Optional<Pause> wait = pause;
        looseEnds.write(() -> written.settle(placing, placed, wait));
    }

    /** A file that stands here as it has to be put in place. */
    private record Ready(Due due, Path path) {}

    /** What doesn't stand here another node has, and this one will soon. */
    private Optional<Ready> ready(String product, Due file) {
        return shelf.find(product, file.name())
                .filter(standing -> standing.number() == file.number())
                .map(standing -> new Ready(file, standing.plain()));
    }

    /** For how long the places are left alone after this. */
    private Pause pause(Exception e) {
        boolean waitsForAPerson = e instanceof SftpFailure failure && failure.kind() != SftpFailure.Kind.DOWN;
        return new Pause(
                false,
                Optional.of(clock.instant().plus(Courier.UNTIL_SOMEBODY_LOOKED)).filter(then -> waitsForAPerson),
                ProductError.text(e));
    }
}
