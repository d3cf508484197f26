// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;

/** How the house's types stand in the database's columns. Never is {@code infinity} there, {@link Instant#MAX} here. */
final class Stored {

    /** The year 9999 is as late as the products' formats reach; what lies beyond is never. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Stored() {}

    static String text(Instant instant) {
        return instant.isAfter(LATEST) ? "infinity" : instant.toString();
    }

    /** Null where the column is. */
    static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime read = row.getObject(column, OffsetDateTime.class);
        if (read == null) {
            return null;
        }
        return read.equals(OffsetDateTime.MAX) ? Instant.MAX : read.toInstant();
    }

    /** The type of a word that stands in the registry; null stays null. */
    static ObjectType type(String word) {
        return word == null ? null : ObjectType.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The action of a word that stands in the registry; null stays null. */
    static ScanAction action(String word) {
        return word == null ? null : ScanAction.of(word);
    }

    /** The object in the columns type and value. */
    static SuspiciousObject object(ResultSet row) throws SQLException {
        return SuspiciousObject.canonical(type(row.getString("type")), row.getString("value"));
    }

    /** High where the column is null: a removal has no risk. */
    static Risk risk(ResultSet row) throws SQLException {
        int number = row.getInt("risk");
        return switch (number) {
            case 1 -> Risk.LOW;
            case 2 -> Risk.MEDIUM;
            default -> Risk.HIGH;
        };
    }
}
