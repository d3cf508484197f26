// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.publish;

import java.nio.file.Path;

/**
 * Where list files are kept.
 *
 * @param folder in which rendered files stand
 */
public record ListSettings(Path folder) {}
