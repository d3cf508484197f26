// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Harmless objects that are sent through the whole chain, to see whether it works and how long it takes: a name that can't
 * exist, a URL there, and the hash of a text that is no program. They leave by themselves after a quarter of an hour.
 */
@Repository
public class TestObjects {

    private static final Duration LIFE = Duration.ofMinutes(15);

    private final JdbcClient jdbc;
    private final UserDefinedList list;
    private final HashPairs pairs;
    private final Story story;
    private final Clock clock;

    public TestObjects(JdbcClient jdbc, UserDefinedList list, HashPairs pairs, Story story, Clock clock) {
        this.jdbc = jdbc;
        this.list = list;
        this.pairs = pairs;
        this.story = story;
        this.clock = clock;
    }

    /** A test, by its number, and the stories of its objects. */
    public record Test(long number, List<Story.Told> objects) {}

    /** Sends new test objects. */
    public Test send(Actor by) {
        long number =
                jdbc.sql("select nextval('test_number')").query(Long.class).single();
        String text = "ctd-test-" + number;
        pairs.learn(Map.of(hash("SHA-1", text), hash("SHA-256", text)), "hub");
        Instant until = clock.instant().plus(LIFE);
        objects(number)
                .forEach(object -> list.put(
                        new UserDefinedList.Wish(object, ScanAction.BLOCK, until, "Test of the chain; harmless."), by));
        return find(number);
    }

    /** Where a test's objects stand. Throws {@link NotFound}. */
    public Test find(long number) {
        List<Story.Told> told = objects(number).stream()
                .flatMap(object -> story.tell(object).stream())
                .toList();
        if (told.isEmpty()) {
            throw new NotFound("There was no test " + number + ".");
        }
        return new Test(number, told);
    }

    /** Withdraws a test's objects before their time. */
    public Test withdraw(long number, Actor by) {
        find(number);
        objects(number).forEach(object -> list.remove(object, by));
        return find(number);
    }

    private static List<SuspiciousObject> objects(long number) {
        String name = "ctd-test-" + number + ".example.test";
        return List.of(
                SuspiciousObject.canonical(ObjectType.DOMAIN, name),
                SuspiciousObject.canonical(ObjectType.URL, "http://" + name + "/"),
                SuspiciousObject.canonical(ObjectType.FILE_SHA1, hash("SHA-1", "ctd-test-" + number)));
    }

    private static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is missing from this Java.", e);
        }
    }
}
