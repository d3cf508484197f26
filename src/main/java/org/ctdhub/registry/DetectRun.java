// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

/**
 * One reading of what a product met. Its attempt number fences it: a run that another has overtaken writes nothing more.
 *
 * @param product the product's name
 * @param stream which of the product's logs
 * @param position the time up to which it was taken, in seconds since 1970
 */
public record DetectRun(int productId, String product, String stream, int attempt, long position) {}
