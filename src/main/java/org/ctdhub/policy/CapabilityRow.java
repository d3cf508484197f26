// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ctdhub.object.ObjectType;

/**
 * What a product takes from some version on.
 *
 * @param types the types it takes, and how
 * @param optional types that it could take, but gets only where an operator switched them on
 * @param notTaken the other types, each with the reason that operators are shown
 * @param userDefined types whose objects it honours also when a person made them
 * @param least objects whose action would arrive weaker than this are left out
 * @param limit entries per type
 */
public record CapabilityRow(
        String name,
        Optional<ProductVersion> from,
        Basis basis,
        Map<ObjectType, Taking> types,
        Map<ObjectType, Taking> optional,
        Map<ObjectType, String> notTaken,
        Set<ObjectType> userDefined,
        ScanAction least,
        int limit)
        implements VersionedRow {

    private static final CapabilityRow EVERY_TYPE = keeping("every-type", Set.of(ObjectType.values()));

    public CapabilityRow {
        types = Map.copyOf(types);
        optional = Map.copyOf(optional);
        notTaken = Map.copyOf(notTaken);
        userDefined = Set.copyOf(userDefined);
    }

    /** The row of a reader of which nothing is known but that it may read all. */
    public static CapabilityRow everyType() {
        return EVERY_TYPE;
    }

    /** A row that takes just these types, from whichever list, with any action; for subscribers of which no more is known. */
    public static CapabilityRow keeping(String name, Set<ObjectType> types) {
        return new CapabilityRow(
                name,
                Optional.empty(),
                Basis.ASSUMED,
                types.stream().collect(Collectors.toMap(type -> type, type -> Taking.keep())),
                Map.of(),
                Map.of(),
                types,
                ScanAction.LOG,
                Integer.MAX_VALUE);
    }

    /** The same with what an operator set for one product. */
    public CapabilityRow with(Switches switches) {
        Map<ObjectType, Taking> taken = taken(switches.types());
        Map<ObjectType, String> not = new HashMap<>(notTaken);
        types.keySet().stream()
                .filter(type -> !taken.containsKey(type))
                .forEach(type -> not.put(type, "switched off for this product"));
        not.keySet().removeAll(taken.keySet());
        return new CapabilityRow(
                name,
                from,
                basis,
                taken,
                optional,
                not,
                honoured(switches, taken.keySet()),
                switches.least().orElse(least),
                switches.limit().orElse(limit));
    }

    private Map<ObjectType, Taking> taken(Set<ObjectType> wanted) {
        if (wanted.isEmpty()) {
            return types;
        }
        Map<ObjectType, Taking> all = new HashMap<>(optional);
        all.putAll(types);
        all.keySet().retainAll(wanted);
        return all;
    }

    private Set<ObjectType> honoured(Switches switches, Set<ObjectType> taken) {
        Set<ObjectType> honoured = new HashSet<>(userDefined);
        switches.userDefinedFiles()
                .ifPresent(files -> taken.stream().filter(ObjectType::isFile).forEach(type -> {
                    if (files) {
                        honoured.add(type);
                    } else {
                        honoured.remove(type);
                    }
                }));
        honoured.retainAll(taken);
        return honoured;
    }

    /**
     * The action as the product receives it, or empty if the object is left out. Quarantine becomes block where the
     * product has no quarantine; nothing is ever made stronger (assumed).
     */
    public Optional<ScanAction> actionFor(ObjectType type, ScanAction wanted) {
        return Optional.ofNullable(types.get(type))
                .filter(taking -> wanted.allowedFor(type))
                .flatMap(taking -> reduce(taking, wanted))
                .filter(given -> !given.weakerThan(least));
    }

    /** Whether the product can take an object of this type only with its SHA-256. */
    public boolean needsSha256(ObjectType type) {
        return types.containsKey(type) && types.get(type).needsSha256();
    }

    /** Every type with every wanted action and what becomes of it, in the order of the enums: the row as a table. */
    public List<Reduction> reductions() {
        return Arrays.stream(ObjectType.values()).flatMap(this::reductions).toList();
    }

    private Stream<Reduction> reductions(ObjectType type) {
        return Arrays.stream(ScanAction.values()).map(wanted -> new Reduction(type, wanted, actionFor(type, wanted)));
    }

    private static Optional<ScanAction> reduce(Taking taking, ScanAction wanted) {
        if (taking.carriesOut(wanted)) {
            return Optional.of(wanted);
        }
        return Optional.of(ScanAction.BLOCK)
                .filter(block -> wanted == ScanAction.QUARANTINE && taking.carriesOut(block));
    }
}
