// SPDX-License-Identifier: Apache-2.0
/**
 * Simulated products on loopback ports. They import nothing of the hub: each reads its protocol independently, so that
 * a misreading on one side shows up as a disagreement and not as a silent handshake between two copies of one mistake.
 */
package org.ctdhub.lab.simulator;
