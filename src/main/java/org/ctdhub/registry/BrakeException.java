// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/** Something looks like a mistake and is held; the message says what, and that it asks a person. */
public class BrakeException extends RuntimeException {

    private final String kind;
    private final Integer productId;

    BrakeException(String kind, Integer productId, String message) {
        super(message);
        this.kind = kind;
        this.productId = productId;
    }

    String kind() {
        return kind;
    }

    Integer productId() {
        return productId;
    }
}
