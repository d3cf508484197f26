// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import java.util.Optional;
import org.ctdhub.connector.ProductLog;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.registry.NotFound;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How much of one product's work this node logs, until it stops. */
@Tag(name = "Products", description = "The products that the hub reads and feeds.")
@RestController
@RequestMapping("/api/v1/products/{name}/log")
class ProductLogApi {

    private final RegisteredProducts products;
    private final LoggingSystem logging;

    ProductLogApi(RegisteredProducts products, LoggingSystem logging) {
        this.products = products;
        this.logging = logging;
    }

    /** The words that a level may be. */
    enum Level {
        error,
        warn,
        info,
        debug
    }

    /**
     * How much is logged.
     *
     * @param level null in a request: as much as of everything else
     */
    record Wanted(Level level) {}

    @Operation(summary = "Tells how much of a product's work the node that answers logs.")
    @GetMapping
    Wanted level(@PathVariable String name) {
        LoggerConfiguration logger = logging.getLoggerConfiguration(logger(name));
        String word = Optional.ofNullable(logger)
                .map(LoggerConfiguration::getEffectiveLevel)
                .orElse(LogLevel.INFO)
                .name()
                .toLowerCase(Locale.ROOT);
        return new Wanted(Level.valueOf(word));
    }

    @Operation(summary = "Has the node that answers log more or less of a product's work, until it stops.")
    @PutMapping
    Wanted change(@PathVariable String name, @RequestBody Wanted wanted) {
        logging.setLogLevel(
                logger(name),
                wanted.level() == null
                        ? null
                        : LogLevel.valueOf(wanted.level().name().toUpperCase(Locale.ROOT)));
        return level(name);
    }

    private String logger(String product) {
        return products.find(product)
                .map(found -> ProductLog.logger(found.name()))
                .orElseThrow(() -> new NotFound("No such product is at work; GET /api/v1/products lists them."));
    }
}
