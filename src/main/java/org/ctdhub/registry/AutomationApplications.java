// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.ctdhub.auth.Application;
import org.ctdhub.auth.Applications;
import org.ctdhub.auth.Role;
import org.ctdhub.registry.SigningKey.Opened;
import org.springframework.stereotype.Repository;

/** The applications whose keys stand in the registry. */
@Repository
public class AutomationApplications implements Applications {

    private final SigningKeys keys;

    public AutomationApplications(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public List<Application> find(String applicationId) {
        return keys.valid(SigningKey.Kind.AUTOMATION).stream()
                .filter(key -> key.key().applicationId().toString().equalsIgnoreCase(applicationId))
                .map(AutomationApplications::application)
                .toList();
    }

    @Override
    public void used(Application application) {
        keys.valid(SigningKey.Kind.AUTOMATION).stream()
                .filter(key -> key.text().equals(application.key()))
                .forEach(key -> keys.used(key.key().id()));
    }

    private static Application application(Opened key) {
        return new Application(
                key.key().applicationId().toString().toUpperCase(Locale.ROOT),
                key.text(),
                Duration.ofSeconds(key.key().timeoutSeconds()),
                key.key().singleUse(),
                key.key().role() == Role.VIEWER);
    }
}
