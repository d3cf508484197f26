// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.ctdhub.connector.Connector;
import org.ctdhub.connector.Form;
import org.ctdhub.connector.RegisteredProducts.Entry;
import org.ctdhub.connector.Registrar;
import org.ctdhub.connector.RegistrationException;
import org.ctdhub.connector.Setting;
import org.ctdhub.policy.ProductVersion;
import org.ctdhub.registry.Registered;
import org.ctdhub.registry.Registration;

/**
 * A product as a caller of the API writes it. In an edit, what is null or left out stays as it is; a secret also if it is
 * empty or {@link #KEPT}.
 *
 * @param every such as {@code 60s}; empty: as the manifest says
 * @param callsPerSecond 0: as the manifest says
 */
record ProductRequest(
        String name,
        String connector,
        String version,
        String every,
        Integer callsPerSecond,
        Map<String, String> settings) {

    /** What stands for a secret in answers. */
    static final String KEPT = "set";

    ProductRequest {
        settings = settings == null ? Map.of() : settings;
    }

    /** The product that is asked for, checked; every problem at once if something is wrong. */
    Entry check(Registrar registrar, Optional<Connector> kind) throws RegistrationException {
        Map<String, String> given = new HashMap<>(settings);
        kind.ifPresent(k -> given.entrySet().removeIf(setting -> isKept(k, setting.getKey(), setting.getValue())));
        return check(registrar, given, Optional.empty());
    }

    /** The product with what is asked for changed. */
    Entry change(Registrar registrar, Registered old, Optional<Connector> kind, Function<String, String> secrets)
            throws RegistrationException {
        Map<String, String> all = new HashMap<>(old.open());
        settings.forEach((name, value) -> {
            if (value != null && !(kind.isPresent() && isKept(kind.get(), name, value))) {
                all.put(name, value);
            }
        });
        List<String> kept =
                old.sealed().stream().filter(secret -> !all.containsKey(secret)).toList();
        List<String> astray = kind.stream()
                .flatMap(k -> kept.stream().filter(secret -> goesElsewhere(k, secret, old.open(), all)))
                .toList();
        if (!astray.isEmpty()) {
            throw new RegistrationException(List.of("The address changes, so enter " + String.join(", ", astray)
                    + " again: a secret is never sent to where it was not meant to go."));
        }
        kept.forEach(secret -> all.put(secret, secrets.apply(secret)));
        return check(registrar, all, Optional.of(old));
    }

    private static boolean goesElsewhere(
            Connector kind, String secret, Map<String, String> before, Map<String, String> after) {
        Setting.Format address = kind.manifest().addressFor(secret);
        return kind.manifest().allSettings().entrySet().stream()
                .filter(setting -> setting.getValue().format() == address)
                .anyMatch(setting -> !Objects.equals(before.get(setting.getKey()), after.get(setting.getKey())));
    }

    private Entry check(Registrar registrar, Map<String, String> given, Optional<Registered> old)
            throws RegistrationException {
        List<String> problems = new ArrayList<>();
        Optional<Duration> span = every == null
                ? old.flatMap(Registered::every)
                : Optional.of(every).filter(text -> !text.isBlank()).flatMap(Form::span);
        if (every != null && !every.isBlank() && span.isEmpty()) {
            problems.add("'every' is no length of time. Write it like 60s, 5m or 1h.");
        }
        Optional<Integer> calls = callsPerSecond == null
                ? old.flatMap(Registered::callsPerSecond)
                : Optional.of(callsPerSecond).filter(number -> number != 0);
        Form form = new Form(
                old.map(Registered::name).orElse(name),
                old.map(Registered::connector).orElse(connector),
                version == null ? old.flatMap(Registered::version).orElse(null) : version,
                span,
                calls,
                given);
        try {
            Entry entry = registrar.check(form);
            if (problems.isEmpty()) {
                return entry;
            }
        } catch (RegistrationException e) {
            problems.addAll(e.problems());
        }
        throw new RegistrationException(problems);
    }

    /** A product that passed, as it is kept. */
    static Registration registration(Entry entry) {
        Map<String, String> open = entry.product().openSettings();
        Map<String, String> secrets = new HashMap<>(entry.product().settings());
        secrets.keySet().removeAll(open.keySet());
        secrets.values().removeIf(String::isEmpty);
        return new Registration(
                entry.product().name(),
                entry.product().connector().folder(),
                entry.product().version().map(ProductVersion::toString),
                entry.pace().every(),
                entry.pace().rate().map(rate -> rate.calls()),
                open,
                secrets);
    }

    private static boolean isKept(Connector kind, String name, String value) {
        Setting setting = kind.manifest().allSettings().get(name);
        String text = Objects.requireNonNullElse(value, "").strip();
        return setting != null && setting.secret() && (text.isEmpty() || text.equals(KEPT));
    }

    /** Settings may be secret. */
    @Override
    public String toString() {
        return "ProductRequest[" + name + ", " + connector + ", settings " + settings.keySet() + "]";
    }
}
