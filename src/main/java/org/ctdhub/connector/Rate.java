// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;

/** At most so many calls in any stretch of this length. */
public record Rate(int calls, Duration per) {}
