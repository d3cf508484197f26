// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.List;

/**
 * What a report tells. What came in, what was met and what was taken back are those of its period; the list, what is enforced
 * where, and who is behind or full are as they stand when it is made, since nobody keeps how that stood before.
 *
 * @param came what came onto which list, by source and type
 * @param listed how many objects are on the consolidated list, by type and action
 * @param expired how many objects ran out, by type
 * @param places how much of the list stands at each consumer
 * @param met what products met, by product and action
 * @param topObjects those that were met most often
 * @param topSources whose findings were met most often; what several found counts for each of them
 * @param topEndpoints where most was met
 * @param takenBack what people took for false positives
 * @param behind consumers that don't have everything, and products whose last exchange failed
 * @param full lists that had no room for all of their objects, or have none left
 */
public record ReportNumbers(
        List<Came> came,
        List<Listed> listed,
        List<Expired> expired,
        List<Place> places,
        List<Met> met,
        List<TopObject> topObjects,
        List<TopSource> topSources,
        List<TopEndpoint> topEndpoints,
        TakenBack takenBack,
        List<Behind> behind,
        List<Full> full) {

    /** The most lines of what is ranked. */
    public static final int MOST = 10;

    /** Where objects come from. */
    public enum Kind {
        /** A product that finds them. */
        PRODUCT,
        /** Another hub. */
        MANAGER,
        /** People and their programs, by the user-defined list. */
        PEOPLE
    }

    /**
     * What came from one source.
     *
     * @param source its name; null: people
     * @param objects which it brought and that it didn't have on its own list just before
     * @param withdrawn which it took back itself
     */
    public record Came(Kind kind, String source, String type, long objects, long withdrawn) {}

    /** Objects on the consolidated list that consumers are to treat alike. */
    public record Listed(String type, String action, long objects) {}

    /** Objects of a type that left because their time had come. */
    public record Expired(String type, long objects) {}

    /**
     * One consumer, in objects or, where it is told of changes one by one, in entries of its own list.
     *
     * @param offered it could read them
     * @param delivered it took them
     * @param confirmed of these, those that were read back from it since
     * @param due they are on their way, or will be tried again
     * @param refused it said no
     * @param waiting it needs a SHA-256 that nobody knows yet
     */
    public record Place(
            String product, long offered, long delivered, long confirmed, long due, long refused, long waiting) {}

    /**
     * Detections of one product with one action.
     *
     * @param matched of these, those of objects that the hub knew
     */
    public record Met(String product, String action, long detections, long matched) {}

    /** An object, how often it was met, and at how many endpoints. */
    public record TopObject(String type, String value, long detections, long endpoints) {}

    /** A source ({@code name} is null for people), how often what it found was met, and how many different objects that were. */
    public record TopSource(Kind kind, String name, long detections, long objects) {}

    /** An endpoint, how much was met there, and how many different objects that were. */
    public record TopEndpoint(String name, long detections, long objects) {}

    /**
     * What people took for false positives.
     *
     * @param exceptions how many exceptions they made
     * @param largest those of them that hold back most
     * @param ended how many objects they held or had run out, without having taken that back
     * @param undefined how many objects they took off the user-defined list
     */
    public record TakenBack(long exceptions, List<Exempted> largest, long ended, long undefined) {}

    /**
     * An exception that was made.
     *
     * @param inForce whether it still is
     * @param objects how many objects it holds back
     * @param detections how often these were met in the report's period
     */
    public record Exempted(
            String type, String pattern, String by, Instant at, boolean inForce, long objects, long detections) {}

    /**
     * A product that doesn't have everything, or can't be reached.
     *
     * @param waiting changes that it doesn't have yet, at most {@link ReportCounts#MOST_WAITING}
     * @param lastError why not, or null
     */
    public record Behind(String product, long waiting, Instant lastSuccessAt, String lastError) {}

    /** A list of which no place is left, and how many objects it has no room for. */
    public record Full(String product, String type, long held, long most, long leftOut) {}
}
