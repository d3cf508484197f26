// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** What the hub logs about one product: under a logger of its own, so that its level can be set alone, and with its name. */
public final class ProductLog {

    private static final String LOGGERS = "product.";

    private ProductLog() {}

    /** The name of a product's logger. */
    public static String logger(String product) {
        return LOGGERS + product;
    }

    /** Something has to be mended before it works; the message has {} for each argument. */
    public static void error(String product, String message, Object... arguments) {
        at(Level.ERROR, product).log(message, arguments);
    }

    /** Something went wrong that is tried again. */
    public static void warn(String product, String message, Object... arguments) {
        at(Level.WARN, product).log(message, arguments);
    }

    /** Somebody changed something. */
    public static void info(String product, String message, Object... arguments) {
        at(Level.INFO, product).log(message, arguments);
    }

    /** How the work goes, up to a number of the change log. */
    public static void debug(String product, long seq, String message, Object... arguments) {
        at(Level.DEBUG, product).addKeyValue("seq", seq).log(message, arguments);
    }

    /** How the work goes. */
    public static void debug(String product, String message, Object... arguments) {
        at(Level.DEBUG, product).log(message, arguments);
    }

    private static LoggingEventBuilder at(Level level, String product) {
        Logger logger = LoggerFactory.getLogger(logger(product));
        return logger.atLevel(level).addKeyValue("product", product);
    }
}
