// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import org.flywaydb.core.Flyway;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Whether the database has every migration that this hub was built with: a backup that was put back may lack some. */
@Component("migrations")
class MigrationsHealth extends AbstractHealthIndicator {

    private final Flyway flyway;

    MigrationsHealth(Flyway flyway) {
        this.flyway = flyway;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        int pending = flyway.info().pending().length;
        if (pending == 0) {
            health.up();
        } else {
            health.down().withDetail("pending", pending);
        }
    }
}
