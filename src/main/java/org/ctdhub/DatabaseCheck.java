// SPDX-License-Identifier: Apache-2.0
package org.ctdhub;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationListener;

/** Says plainly what to do when the hub is started without a database, before anything else is tried. */
class DatabaseCheck extends AbstractFailureAnalyzer<MissingDatabaseException>
        implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (event.getEnvironment().getProperty("spring.datasource.url", "").isBlank()) {
            throw new MissingDatabaseException();
        }
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MissingDatabaseException cause) {
        return new FailureAnalysis(
                "ctd-hub keeps its registry in PostgreSQL (14 or newer), and CTD_DATABASE_URL is not set.",
                "Set CTD_DATABASE_URL=jdbc:postgresql://<host>:5432/<database>, CTD_DATABASE_USER and"
                        + " CTD_DATABASE_PASSWORD, and start again. To try the hub without a database of your own, run"
                        + " mvn spring-boot:test-run in the project's folder: it brings one along.",
                cause);
    }
}
