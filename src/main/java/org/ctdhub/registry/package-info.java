// SPDX-License-Identifier: Apache-2.0
/**
 * The registry: all SQL. What is decided about an object is computed in {@code R__change_log.sql}; the classes here hand
 * it what was reported, and read what it numbered.
 */
package org.ctdhub.registry;
