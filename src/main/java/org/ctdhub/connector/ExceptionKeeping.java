// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.ctdhub.object.ObjectType;

/**
 * How a product keeps exceptions of its own.
 *
 * @param every how often it is told all of them, beside each time when one changes
 * @param types of whose objects it takes exceptions
 * @param wildcards whether it takes rules that name more than one object
 * @param ranges whether of these it takes networks and ranges of addresses
 * @param setting by which an operator lets the hub keep the product's exceptions: true or false
 */
public record ExceptionKeeping(
        Duration every, Set<ObjectType> types, boolean wildcards, boolean ranges, String setting) {

    public ExceptionKeeping {
        types = Set.copyOf(types);
    }

    /** Why the product can't keep an exception of this kind; empty: it can. */
    public Optional<String> refusal(String type, boolean wildcard, boolean range) {
        if (types.stream().map(ObjectType::word).noneMatch(type::equals)) {
            return Optional.of("it keeps no exceptions for this type");
        }
        if (!wildcard || wildcards || (range && ranges)) {
            return Optional.empty();
        }
        return Optional.of(
                ranges
                        ? "it keeps exceptions for single objects and ranges of addresses only"
                        : "it keeps exceptions for single objects only");
    }
}
