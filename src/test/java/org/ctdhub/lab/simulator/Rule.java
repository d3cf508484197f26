// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/** One Application Control global rule as the product's REST API shows it (client). */
@JsonPropertyOrder({"ID", "sha256", "action", "description", "lastUpdated", "lastUpdatedAdministrator"})
record Rule(
        @JsonProperty("ID") long id,
        String sha256,
        String action,
        String description,
        long lastUpdated,
        int lastUpdatedAdministrator) {}
