// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.Set;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Hand over what a product reported, and take what a product shall learn. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "ctd",
        title = "CTD",
        syntax = "ctd:kind",
        category = {Category.API})
public class CtdEndpoint extends DefaultEndpoint {

    /** What travels over an endpoint. */
    public enum Kind {
        objects,
        changes,
        questions,
        pairs,
        exceptions,
        actual,
        events,
        detections
    }

    /** What a connector hands over; the others it is handed. */
    private static final Set<Kind> WRITTEN = Set.of(Kind.objects, Kind.pairs, Kind.actual, Kind.detections);

    /** How a batch of records relates to what the producer said before, or how a product learns what it shall have. */
    public enum Mode {
        increment,
        snapshot,
        event,
        list
    }

    @UriPath(enums = "objects,changes,questions,pairs,exceptions,actual,events,detections")
    @Metadata(
            required = true,
            description = "What travels: objects (to: what a producer reported), changes (from: what a product shall"
                    + " learn, and the outcome back), questions (from: SHA-1s whose SHA-256 is wanted), pairs (to: the"
                    + " answers), exceptions (from: all that the product shall keep), actual (to: all that the product holds),"
                    + " events (from: what the product sent by itself) or detections (to: what the product met).")
    private final Kind kind;

    @UriParam
    @Metadata(required = true, description = "The registered product's name.")
    private String product;

    @UriParam(defaultValue = "increment")
    @Metadata(
            description = "objects: increment adds to what was reported before; snapshot is the whole list, and what a"
                    + " complete one lacks is withdrawn; event takes the objects among what the product sent by"
                    + " itself. changes: list is the whole view as a file.")
    private Mode mode = Mode.increment;

    @UriParam(label = "consumer", enums = "sha256", defaultValue = "sha256")
    @Metadata(description = "questions: what the product is asked about.")
    private String about = "sha256";

    private final CtdComponent component;

    public CtdEndpoint(String uri, CtdComponent component, Kind kind) {
        super(uri, component);
        this.component = component;
        this.kind = kind;
    }

    @Override
    public Producer createProducer() {
        return switch (kind) {
            case objects -> new ObjectsProducer(this, component.mappings());
            case pairs -> new PairsProducer(this);
            case actual -> new ActualProducer(this, component.mappings());
            case detections -> new DetectionsProducer(this, component.mappings());
            case changes, questions, exceptions, events ->
                throw new IllegalArgumentException(
                        "ctd:" + kind + " is read from, not written to; start the route with it.");
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (WRITTEN.contains(kind)) {
            throw new IllegalArgumentException("ctd:" + kind + " is written to, not read from; use it in a to step.");
        }
        if (mode == Mode.list && kind != Kind.changes) {
            throw new IllegalArgumentException("mode=list is for ctd:changes; leave it out with ctd:" + kind + ".");
        }
        HandedConsumer consumer = new HandedConsumer(this, processor, component.handover());
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public boolean isSingletonProducer() {
        return true;
    }

    public Kind getKind() {
        return kind;
    }

    public String getProduct() {
        return product;
    }

    public void setProduct(String product) {
        this.product = product;
    }

    public Mode getMode() {
        return mode;
    }

    public void setMode(Mode mode) {
        this.mode = mode;
    }

    public String getAbout() {
        return about;
    }

    public void setAbout(String about) {
        this.about = about;
    }
}
