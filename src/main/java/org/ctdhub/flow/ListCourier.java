// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.ctdhub.connector.Delivery;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.connector.Verb;
import org.ctdhub.flow.CtdEndpoint.Kind;
import org.ctdhub.publish.Shelf;
import org.ctdhub.registry.Pause;
import org.ctdhub.registry.WholeViews;
import org.ctdhub.registry.WholeViews.Due;
import org.ctdhub.registry.WholeViews.Placing;
import org.springframework.stereotype.Component;

/** Has a product's route put its list files in place, one product at a time, and always the newest that stands here. */
@Component("listCourier")
public class ListCourier {

    private final RegisteredProducts products;
    private final WholeViews views;
    private final Shelf shelf;
    private final Handover handover;
    private final LooseEnds looseEnds;
    private final Clock clock;

    public ListCourier(
            RegisteredProducts products,
            WholeViews views,
            Shelf shelf,
            Handover handover,
            LooseEnds looseEnds,
            Clock clock) {
        this.products = products;
        this.views = views;
        this.shelf = shelf;
        this.handover = handover;
        this.looseEnds = looseEnds;
        this.clock = clock;
    }

    /** For a route: the products of which a file has to be put in place. */
    public List<String> due() {
        return views.toPlace(products.all().stream()
                .filter(product -> !product.files().isEmpty() && product.verbs().contains(Verb.DELIVER))
                .map(Product::name)
                .toList());
    }

    /** For a route: puts the files of the product in the body in place, if nobody else does just now. */
    public void place(String product) {
        products.entry(product)
                .flatMap(entry -> entry.product()
                        .connector()
                        .manifest()
                        .delivery()
                        .map(Delivery::lease)
                        .flatMap(lease -> views.take(product, entry.claim(), lease)))
                .ifPresent(this::place);
    }

    private void place(Placing placing) {
        List<Due> placed = new ArrayList<>();
        Optional<Pause> pause = Optional.empty();
        for (Due file : placing.files()) {
            Optional<Shelf.Standing> standing = shelf.find(placing.product(), file.name());
            // else another node has it, and this one will soon
            if (pause.isEmpty()
                    && standing.filter(s -> s.number() == file.number()).isPresent()) {
                pause = place(placing.product(), file.name(), standing.get());
                if (pause.isEmpty()) {
                    placed.add(file);
                }
            }
        }
        Optional<Pause> wait = pause;
        looseEnds.write(() -> views.settle(placing, placed, wait));
    }

    private Optional<Pause> place(String product, String name, Shelf.Standing standing) {
        try {
            Exchange exchange = hand(handover, product, name, standing);
            return Optional.ofNullable(exchange.getException()).map(e -> Courier.pause(e, false, clock));
        } catch (IllegalStateException e) {
            // its route was taken away meanwhile: whoever has it next begins anew
            return Optional.of(Courier.pause(e, false, clock));
        }
    }

    /** Runs the product's route with a file. */
    static Exchange hand(Handover handover, String product, String name, Shelf.Standing standing) {
        return handover.hand(Kind.changes, product, standing.plain().toFile(), Map.of(Property.FILE, name));
    }
}
