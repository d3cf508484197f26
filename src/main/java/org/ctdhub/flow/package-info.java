// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code ctd:} component, which is the contract between hub and connectors; the loader of {@code routes/} and
 * {@code connectors/}; and the few beans that the core routes call.
 */
package org.ctdhub.flow;
