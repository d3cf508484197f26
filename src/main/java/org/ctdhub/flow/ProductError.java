// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.Optional;
import org.apache.camel.http.base.HttpOperationFailedException;

/** What went wrong with a product, in its own words where it said any: bounded, on one line. */
final class ProductError {

    private static final int LONGEST = 500;

    private ProductError() {}

    static String text(Throwable thrown) {
        String text = answered(thrown)
                .map(http -> "HTTP " + http.getStatusCode() + " "
                        + Optional.ofNullable(http.getResponseBody()).orElse(""))
                .orElseGet(() -> Optional.ofNullable(thrown.getMessage())
                        .orElse(thrown.getClass().getSimpleName()));
        String line = RawText.oneLine(text);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** The product's answer, if it answered at all. */
    static Optional<HttpOperationFailedException> answered(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpOperationFailedException http) {
                return Optional.of(http);
            }
        }
        return Optional.empty();
    }
}
