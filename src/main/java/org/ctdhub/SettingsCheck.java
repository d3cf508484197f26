// SPDX-License-Identifier: Apache-2.0
package org.ctdhub;

import static org.springframework.core.env.StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Refuses settings that the hub doesn't know, wherever they are set: one that is misspelt would be passed over otherwise. */
class SettingsCheck extends AbstractFailureAnalyzer<UnknownSettingsException>
        implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    /** Read by application.yaml for Spring's own settings. */
    private static final Set<String> FOR_THE_DATABASE =
            Set.of("CTD_DATABASE_URL", "CTD_DATABASE_USER", "CTD_DATABASE_PASSWORD");

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        List<String> complaints = new ArrayList<>();
        for (PropertySource<?> source : event.getEnvironment().getPropertySources()) {
            // the virtual machine's own properties are anybody's, the tests' too
            if (source instanceof EnumerablePropertySource<?> named
                    && !source.getName().equals(SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
                for (String name : named.getPropertyNames()) {
                    complaint(named, name).ifPresent(complaints::add);
                }
            }
        }
        if (!complaints.isEmpty()) {
            throw new UnknownSettingsException(complaints);
        }
    }

    private static Optional<String> complaint(EnumerablePropertySource<?> source, String name) {
        boolean environment = source instanceof SystemEnvironmentPropertySource;
        String beginning = environment ? "ctd_" : "ctd.";
        if (!name.toLowerCase(Locale.ROOT).startsWith(beginning) || FOR_THE_DATABASE.contains(name)) {
            return Optional.empty();
        }
        boolean known = environment ? SettingNames.isOneInTheEnvironment(name) : SettingNames.isOne(name);
        return known
                ? Optional.empty()
                : Optional.of(name + " is unknown; did you mean " + nearest(name, environment) + "? ("
                        + where(source, name) + ")");
    }

    private static String nearest(String name, boolean environment) {
        String nearest = SettingNames.nearest(name);
        return environment ? nearest.replaceAll("[^a-z]+", "_").toUpperCase(Locale.ROOT) : nearest;
    }

    private static String where(EnumerablePropertySource<?> source, String name) {
        return Optional.ofNullable(OriginLookup.getOrigin(source, name))
                .map(Object::toString)
                .orElse(source.getName());
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnknownSettingsException cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Correct or remove it, and start again; docs/settings.md has all settings.", cause);
    }
}
