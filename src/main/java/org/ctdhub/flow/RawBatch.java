// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.util.List;
import org.ctdhub.registry.CollectRun;

/** A stretch of a producer's records, mapped but not yet checked. */
record RawBatch(CollectRun run, List<RawRecord> records, String position) {}
