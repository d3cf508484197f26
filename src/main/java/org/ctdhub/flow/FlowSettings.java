// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.nio.file.Path;
import org.ctdhub.policy.ScanAction;

/**
 * What the flow needs to know of the configuration.
 *
 * @param routes the directory of the core routes
 * @param preset the scan action that an empty registry starts with
 */
public record FlowSettings(Path routes, ScanAction preset) {}
