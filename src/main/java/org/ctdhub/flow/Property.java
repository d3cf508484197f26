// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

/** The exchange properties that the hub sets for a connector's route, and reads back. */
public final class Property {

    /** The product's name; text. */
    public static final String PRODUCT = "product";

    /** The reading that is under way; a CollectRun. */
    static final String RUN = "run";

    /** The comparison that is under way; a Comparing. */
    static final String COMPARING = "comparing";

    /** The reading of detections that is under way; a DetectRun. */
    static final String DETECT_RUN = "detectRun";

    /** Which of the product's logs is being read for detections; text. */
    public static final String LOG = "log";

    /** Which page of the log comes next, from the position on; a number from 0. */
    public static final String PAGE = "page";

    /** Where the producer's list was taken up to, in its own words; text. */
    public static final String POSITION = "position";

    /** Where the list ended that was read from its beginning, before the reading went on from where the earlier one had come. */
    static final String WHOLE = "whole";

    /** Whether the last answer moved the position, so that there may be more to read; true or false. */
    public static final String MORE = "more";

    /** What a delivery is about: {@code add}, {@code remove}, or {@code look} (say which of them the product holds). */
    public static final String OP = "op";

    /** Which exceptions a product was told before, for a route that merges them into a list of the product's own. */
    public static final String HELD = "held";

    /** What a route set aside before it called the product: a list of the items' keys, each with outcome and reason. */
    static final String SET_ASIDE = "setAside";

    private Property() {}
}
