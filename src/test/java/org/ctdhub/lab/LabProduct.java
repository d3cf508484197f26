// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab;

import java.util.Optional;
import java.util.function.Supplier;
import org.ctdhub.lab.simulator.Simulator;

/**
 * A simulated product and how the hub knows it.
 *
 * @param trouble what the simulator itself has to complain of
 */
record LabProduct(
        String name, String connector, String role, Simulator simulator, Supplier<Optional<String>> trouble) {}
