// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/**
 * One reading of one producer's stream. Its attempt number fences it: a run that another has overtaken can write
 * nothing more.
 *
 * @param productId the product's number in the registry
 * @param product the product's name
 * @param stream which of the producer's lists
 * @param attempt this run's number, rising with each reading of the product
 * @param position up to where the stream was taken before; {@code start} where a full reading begins; null of what the
 *     product sent by itself
 * @param full true where the list is read from its beginning
 * @param reached how far an earlier run had come; null if there was none
 */
public record CollectRun(
        int productId, String product, String stream, int attempt, String position, boolean full, String reached) {

    private static final String OBJECTS = "objects";

    /**
     * What a product sends by itself: it belongs to no reading, and gets the number of the last one that began in the
     * transaction that writes it.
     */
    public static CollectRun sent(String product) {
        return sent(product, OBJECTS);
    }

    /** The same, of what belongs to one of its lists. */
    public static CollectRun sent(String product, String stream) {
        return new CollectRun(0, product, stream, 0, null, false, null);
    }

    boolean isSent() {
        return position == null;
    }

    /** Whether it reads from the beginning what an earlier run had read already. */
    public boolean isAgain() {
        return full && reached != null && !reached.equals(position);
    }

    /**
     * The same run, from where the earlier one had come to. A list that is read from its beginning may leave out what was taken
     * back meanwhile; behind that number it is told.
     */
    public CollectRun onward() {
        return new CollectRun(productId, product, stream, attempt, reached, full, reached);
    }

    /** The same run, where each of its readings brings the whole list. */
    public CollectRun whole() {
        return new CollectRun(productId, product, stream, attempt, position, true, reached);
    }
}
