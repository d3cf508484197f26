// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ctdhub.auth.Role;
import org.ctdhub.connector.ListFile;
import org.ctdhub.connector.Product;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.registry.Conflict;
import org.ctdhub.registry.NotFound;
import org.ctdhub.registry.Tokens;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The tokens with which products' list files are fetched. */
@Tag(name = "Products", description = "The products that the hub reads and feeds.")
@RestController
@RequestMapping("/api/v1/products")
class ListTokensApi {

    /** In seconds: a day, in which somebody enters the new one. */
    static final String USUAL_OVERLAP = "86400";

    private static final long LONGEST_OVERLAP = 30 * 86_400;

    private final RegisteredProducts products;
    private final Tokens tokens;
    private final WhoAsks who;

    ListTokensApi(RegisteredProducts products, Tokens tokens, WhoAsks who) {
        this.products = products;
        this.tokens = tokens;
        this.who = who;
    }

    /** The answer to its maker, who alone ever sees the text. */
    record Shown(String product, String token, List<String> paths) {

        @Override
        public String toString() {
            return "Shown[" + product + "]";
        }
    }

    /** Some readers drop a list whose token they find refused, so the one before it holds until the new one is entered. */
    @Operation(
            summary = "Makes the token with which a product's list files are fetched.",
            description =
                    "The one before it is valid for another 24 hours, or as long as 'overlapSeconds' says; 0 ends it.")
    @PostMapping("/{name}/list-token")
    @ResponseStatus(HttpStatus.CREATED)
    Shown create(@PathVariable String name, @RequestParam(defaultValue = USUAL_OVERLAP) long overlapSeconds) {
        if (overlapSeconds < 0 || overlapSeconds > LONGEST_OVERLAP) {
            throw new IllegalArgumentException("'overlapSeconds' is a number of 0 to " + LONGEST_OVERLAP + ".");
        }
        Product product = products.find(name)
                .orElseThrow(() -> new NotFound("No such product is at work; GET /api/v1/products lists them."));
        if (product.files().isEmpty()) {
            throw new Conflict("This product is given no list files. Choose a row that is fed by file with its setting"
                    + " 'row', if its kind has one; docs/products.md shows the rows.");
        }
        String text = tokens.renew(who.actor(), wanted(name), Duration.ofSeconds(overlapSeconds))
                .text();
        return new Shown(
                name,
                text,
                product.files().stream().map(file -> path(name, file)).toList());
    }

    private static String path(String product, ListFile file) {
        return ListsEndpoint.PATH + product + "/" + file.name();
    }

    private static Tokens.Wanted wanted(String product) {
        return new Tokens.Wanted(
                "lists of " + product, Role.PRODUCT, Optional.empty(), Optional.of(product), Optional.empty());
    }
}
