// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;

/** The keys by which exceptions find an object: its host with the labels reversed, or its address. */
final class MatchKey {

    private MatchKey() {}

    /** {@code bad.example.test} as {@code test.example.bad.}, so that all that lies under a domain stands together. */
    static String host(SuspiciousObject object) {
        return object.host()
                .filter(host -> !isAddress(host))
                .map(MatchKey::reversed)
                .orElse(null);
    }

    /** The address of an IP object, or of a URL that names its host by address. */
    static String address(SuspiciousObject object) {
        Optional<String> host = object.type() == ObjectType.IP ? Optional.of(object.value()) : object.host();
        return host.filter(MatchKey::isAddress).orElse(null);
    }

    /** A canonical host is an address if it holds a colon, or digits and dots only: no top-level domain is a number. */
    static boolean isAddress(String host) {
        return host.matches("[0-9.]+|.*:.*");
    }

    private static String reversed(String host) {
        List<String> labels = Arrays.asList(host.split("\\."));
        Collections.reverse(labels);
        return String.join(".", labels) + ".";
    }
}
