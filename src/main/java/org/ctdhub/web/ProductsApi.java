// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.connector.Catalogue;
import org.ctdhub.connector.Connection;
import org.ctdhub.connector.Enrolling;
import org.ctdhub.connector.RegisteredProducts.Entry;
import org.ctdhub.connector.Registrar;
import org.ctdhub.connector.RegistrationException;
import org.ctdhub.registry.Comparisons;
import org.ctdhub.registry.Conflict;
import org.ctdhub.registry.Departures;
import org.ctdhub.registry.NotFound;
import org.ctdhub.registry.Products;
import org.ctdhub.registry.Registered;
import org.ctdhub.registry.Registrations;
import org.ctdhub.registry.Task;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The operator's API for products. A change works from the call on: on this node when the answer comes, on others a moment
 * later. The ETag is the product's revision; a change with another If-Match is refused.
 */
@Tag(name = "Products", description = "The products that the hub reads and feeds.")
@RestController
@RequestMapping("/api/v1/products")
class ProductsApi {

    private static final Duration UNTIL_ROUTES_STAND = Duration.ofSeconds(5);

    private final ProductViews views;
    private final Registrations registrations;
    private final Registrar registrar;
    private final Catalogue catalogue;
    private final Enrolling enrolling;
    private final Products registry;
    private final ConnectionTests tests;
    private final Departures departures;
    private final Comparisons comparisons;
    private final WhoAsks who;
    private final Clock clock;

    ProductsApi(
            ProductViews views,
            Registrations registrations,
            Registrar registrar,
            Catalogue catalogue,
            Enrolling enrolling,
            Products registry,
            ConnectionTests tests,
            Departures departures,
            Comparisons comparisons,
            WhoAsks who,
            Clock clock) {
        this.views = views;
        this.registrations = registrations;
        this.registrar = registrar;
        this.catalogue = catalogue;
        this.enrolling = enrolling;
        this.registry = registry;
        this.tests = tests;
        this.departures = departures;
        this.comparisons = comparisons;
        this.who = who;
        this.clock = clock;
    }

    @Operation(summary = "Lists the products, and how each is.")
    @GetMapping
    List<ProductView> products() {
        return views.all();
    }

    @Operation(summary = "Registers a product, which works from then on.")
    @PostMapping
    ResponseEntity<ProductView> register(@RequestBody ProductRequest asked) throws RegistrationException {
        Entry entry = asked.check(registrar, catalogue.find(asked.connector()));
        registrations.create(ProductRequest.registration(entry));
        return ResponseEntity.created(URI.create("/api/v1/products/" + asked.name()))
                .eTag(tag(found(asked.name())))
                .body(follow(asked.name()));
    }

    @Operation(summary = "Shows one product; its ETag goes into If-Match.")
    @GetMapping("/{name}")
    ResponseEntity<ProductView> product(@PathVariable String name) {
        Registered found = found(name);
        return ResponseEntity.ok().eTag(tag(found)).body(views.of(found, List.of()));
    }

    @Operation(summary = "Changes a product; what is left out stays as it is.")
    @PutMapping("/{name}")
    ResponseEntity<ProductView> change(
            @PathVariable String name,
            @RequestBody ProductRequest asked,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch)
            throws RegistrationException {
        Registered old = changeable(name, ifMatch);
        refuseOther("name", asked.name(), name);
        refuseOther("connector", asked.connector(), old.connector());
        Entry entry = asked.change(
                registrar, old, catalogue.find(old.connector()), secret -> registrations.secret(old, secret));
        registrations.change(ProductRequest.registration(entry), old.revision());
        return changed(name);
    }

    private static void refuseOther(String what, String asked, String is) {
        if (asked != null && !asked.equals(is)) {
            throw new IllegalArgumentException("A product's " + what + " can't be changed; this one's is " + is
                    + ". Remove it, and register another.");
        }
    }

    /** The product is neither read nor written to any more; what it reported stays until it expires. */
    @Operation(
            summary =
                    "Removes a product; holds=leave or holds=withdraw says what becomes of the objects that it holds.")
    @DeleteMapping("/{name}")
    ResponseEntity<Map<String, Object>> remove(
            @PathVariable String name,
            @RequestParam(required = false) String holds,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        Registered old = changeable(name, ifMatch);
        long held = departures.held(name);
        if (holds == null ? held > 0 : !List.of("leave", "withdraw").contains(holds)) {
            throw new IllegalArgumentException(
                    "The product holds " + held + " objects from this hub. Say holds=withdraw to"
                            + " have them withdrawn first, or holds=leave if they shall stay with it.");
        }
        if (held > 0 && holds.equals("withdraw")) {
            departures.withdraw(name, old.revision(), who.actor());
            return ResponseEntity.accepted().body(Map.of("name", name, "removed", false, "withdrawing", held));
        }
        return ResponseEntity.ok(left(name, old));
    }

    @Operation(summary = "Sends a product all that it shall have once more, for an appliance that was replaced.")
    @PostMapping("/{name}/send-again")
    ResponseEntity<List<Task>> sendAgain(@PathVariable String name) {
        List<Task> tasks = departures.sendAgain(found(name).name(), who.actor());
        if (tasks.isEmpty()) {
            throw new Conflict("This product takes nothing from the hub yet, so there is nothing to send again.");
        }
        return ResponseEntity.accepted().body(tasks);
    }

    @Operation(summary = "Has what a product holds read back and compared at once; what drifted is repaired.")
    @PostMapping("/{name}/compare")
    ResponseEntity<Map<String, Object>> compare(@PathVariable String name) {
        Registered found = found(name);
        if (!found.enabled()) {
            throw new Conflict("The product is disabled. Enable it first.");
        }
        if (!comparisons.dueNow(found.name())) {
            throw new Conflict("What this kind of product holds can't be read back, so there is nothing to compare.");
        }
        return ResponseEntity.accepted().body(Map.of("name", name, "dueAt", clock.instant()));
    }

    private Map<String, Object> left(String name, Registered old) {
        Map<String, Long> objects = views.of(old, List.of()).objects();
        registrations.remove(name, old.revision());
        enrolling.followWithin(UNTIL_ROUTES_STAND);
        return Map.of(
                "name",
                name,
                "removed",
                true,
                "stays",
                "What it reported stays on the list until it expires, what it was sent stays with it, and its"
                        + " history is kept. Its settings are forgotten.",
                "objects",
                objects);
    }

    @Operation(summary = "Lets a product rest.")
    @PostMapping("/{name}/disable")
    ResponseEntity<ProductView> disable(
            @PathVariable String name, @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        registrations.enable(name, false, changeable(name, ifMatch).revision());
        return changed(name);
    }

    @Operation(summary = "Sets a product to work again.")
    @PostMapping("/{name}/enable")
    ResponseEntity<ProductView> enable(
            @PathVariable String name, @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch) {
        registrations.enable(name, true, changeable(name, ifMatch).revision());
        return changed(name);
    }

    /** Whatever the hub does with the product by itself is due at once. */
    @Operation(summary = "Makes whatever the hub does with a product by itself due at once.")
    @PostMapping("/{name}/sync")
    ResponseEntity<Map<String, Object>> sync(@PathVariable String name) {
        Registered found = found(name);
        Instant at = clock.instant();
        if (!registry.dueNow(found.name(), at)) {
            throw new Conflict("The product is disabled. Enable it first.");
        }
        return ResponseEntity.accepted().body(Map.of("name", name, "dueAt", at));
    }

    @Operation(summary = "Calls a product to see whether it answers and takes the key.")
    @PostMapping("/{name}/test")
    Connection test(@PathVariable String name) {
        return tests.test(found(name));
    }

    private ResponseEntity<ProductView> changed(String name) {
        ProductView view = follow(name);
        return ResponseEntity.ok().eTag("\"" + view.revision() + "\"").body(view);
    }

    private ProductView follow(String name) {
        boolean stands = enrolling.followWithin(UNTIL_ROUTES_STAND);
        return views.of(
                found(name), stands ? List.of() : List.of("It is not at work yet. Look at it again in a moment."));
    }

    private Registered found(String name) {
        return registrations
                .find(name)
                .orElseThrow(() -> new NotFound("There is no such product; GET /api/v1/products lists them."));
    }

    private Registered changeable(String name, String ifMatch) {
        Registered found = found(name);
        if (found.configured()) {
            throw new Conflict("This product is registered in the configuration. Change or remove ctd.products."
                    + found.name() + " there, and start the hub again.");
        }
        Optional.ofNullable(ifMatch)
                .map(String::strip)
                .filter(tag -> !tag.equals("*") && !tag.equals(tag(found)))
                .ifPresent(stale -> {
                    throw Registrations.changedMeanwhile(found.name());
                });
        return found;
    }

    private static String tag(Registered product) {
        return "\"" + product.revision() + "\"";
    }
}
