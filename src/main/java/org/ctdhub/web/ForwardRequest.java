// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.net.URI;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.ctdhub.auth.Certificates;
import org.ctdhub.net.SyslogTarget;
import org.ctdhub.registry.Forward;
import org.ctdhub.registry.Forward.Wanted;
import org.ctdhub.registry.News;

/**
 * A forward as somebody asks for it.
 *
 * @param kind syslog or webhook
 * @param tells alerts, changes, detections
 * @param address tls://, tcp:// or udp:// with host and port; of a webhook https:// or http://
 * @param authority of a tls:// or https:// address: the certificates that alone are trusted, as PEM; absent: the system's
 * @param secret of a webhook: what signs, 16 characters or more
 * @param batch the most things in one call
 * @param from now, or start: a new forward is told all that there is
 */
record ForwardRequest(
        String name,
        String kind,
        List<String> tells,
        String address,
        String authority,
        String secret,
        Integer batch,
        String from) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int USUAL_BATCH = 500;
    private static final int LARGEST_BATCH = 10_000;
    private static final int SHORTEST_SECRET = 16;
    private static final int LONGEST = 4_000;

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "ForwardRequest[" + kind + " " + name + "]";
    }

    /** A new forward; throws an {@link IllegalArgumentException} that says what is wrong, and what to send. */
    Wanted check() {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name can't be used: send 'name' with 1 to 63 lower-case letters, digits and dashes.");
        }
        if (!Set.of("syslog", "webhook").contains(String.valueOf(kind))) {
            throw new IllegalArgumentException("There is no such kind of forward; send 'kind' as syslog or webhook.");
        }
        if (kind.equals("webhook") && secret == null) {
            throw new IllegalArgumentException(
                    "A webhook needs a secret, by which its receiver knows the hub. Send 'secret' with "
                            + SHORTEST_SECRET + " characters or more.");
        }
        if (from != null && !Set.of("now", "start").contains(from)) {
            throw new IllegalArgumentException("Send 'from' as now or start.");
        }
        return wanted(name, kind, tells, address, authority, batch == null ? USUAL_BATCH : batch);
    }

    /** What a forward shall become; what is absent stays. */
    Wanted change(Forward old) {
        if ((name != null && !name.equals(old.name())) || (kind != null && !kind.equals(old.kind()))) {
            throw new IllegalArgumentException(
                    "A forward's name and kind can't be changed. Remove it, and register another.");
        }
        if (from != null) {
            throw new IllegalArgumentException(
                    "A forward goes on from where it was. To have it told everything, remove it and register another.");
        }
        return wanted(
                old.name(),
                old.kind(),
                tells == null ? old.tells() : tells,
                address == null ? old.address() : address,
                authority == null ? old.authority() : authority.isBlank() ? null : authority,
                batch == null ? old.batch() : batch);
    }

    private Wanted wanted(String name, String kind, List<String> tells, String address, String authority, int batch) {
        if (tells == null || tells.isEmpty()) {
            throw new IllegalArgumentException(
                    "A forward tells something: send 'tells' with one or more of detections, changes and alerts.");
        }
        if (batch < 1 || batch > LARGEST_BATCH) {
            throw new IllegalArgumentException("The batch is out of bounds; send 1 to " + LARGEST_BATCH + ".");
        }
        if (secret != null && (!kind.equals("webhook") || secret.length() < SHORTEST_SECRET)) {
            throw new IllegalArgumentException(
                    "A webhook has a secret of " + SHORTEST_SECRET + " characters or more, and syslog has none.");
        }
        if (kind.equals("webhook")) {
            checkWebhook(address, authority);
        } else if (kind.equals("syslog")) {
            SyslogTarget.of(address, authority);
        }
        return new Wanted(
                name,
                kind,
                tells.stream().map(News.Kind::of).distinct().sorted().toList(),
                address.strip(),
                authority,
                secret,
                batch,
                "start".equals(from));
    }

    private static void checkWebhook(String address, String authority) {
        if (address == null || address.length() > LONGEST || !isWeb(address.strip())) {
            throw new IllegalArgumentException(
                    "This is no address of a webhook. Send 'address' as https://<host>/<path>,"
                            + " without user, password and fragment.");
        }
        try {
            if (authority != null) {
                Certificates.read(authority);
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException("'authority' holds no certificate that can be read. Send PEM.", e);
        }
    }

    private static boolean isWeb(String address) {
        try {
            URI uri = URI.create(address);
            return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
