// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

/**
 * That a product sends by itself what it found, by syslog.
 *
 * @param setting the setting that tells the product's events from others': its own id, its host name or its address
 */
public record Sending(String setting) {}
