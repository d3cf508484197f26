// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.manager;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ctdhub.manager.model.Model;
import org.ctdhub.manager.model.ModelObject;
import org.ctdhub.manager.model.Rule;
import org.ctdhub.manager.model.Step;

/** Random steps over few objects, so that they meet often. */
final class Walk {

    static final List<String> PRODUCERS = List.of("north", "south");

    private static final List<String> TYPES = List.of("file_sha1", "file_sha256", "ip", "domain", "url");
    private static final List<ModelObject> OBJECTS = Stream.of(
                    "domain x.example.test",
                    "domain bad.x.example.test",
                    "domain worse.bad.x.example.test",
                    "url https://w.x.example.test/",
                    "url https://w.x.example.test/abc/",
                    "url https://w.x.example.test/abc/def?g=1",
                    "url http://w.x.example.test/",
                    "ip 192.0.2.5",
                    "ip 192.0.2.77",
                    "ip 198.51.100.9",
                    "file_sha1 32dbdf0011626494d82f2cad424fc54081d21587",
                    "file_sha1 42dbdf0011626494d82f2cad424fc54081d21587",
                    "file_sha256 52dbdf0011626494d82f2cad424fc54081d21587000000000000000000000000")
            .map(text -> new ModelObject(first(text), second(text)))
            .toList();
    private static final List<Rule> RULES = Stream.of(
                    "domain *.x.example.test",
                    "domain bad.x.example.test",
                    "url https://*.x.example.test/",
                    "url https://*.x.example.test/abc/*",
                    "url http://w.x.example.test/",
                    "ip 192.0.2.0/26",
                    "ip 192.0.2.70-192.0.2.80",
                    "ip 198.51.100.9",
                    "file_sha1 32dbdf0011626494d82f2cad424fc54081d21587")
            .map(text -> new Rule(first(text), second(text)))
            .toList();
    private static final List<String> DATES = List.of("now", "never", "reports");

    private final Random random;

    Walk(long seed) {
        random = new Random(seed);
    }

    boolean happens(int percent) {
        return random.nextInt(100) < percent;
    }

    /** How much time passes. */
    Duration pause() {
        return happens(40) ? Duration.ofHours(1 + random.nextInt(30)) : Duration.ofDays(1 + random.nextInt(12));
    }

    /** What somebody does next. */
    Step step(Model model, Instant now) {
        int dice = random.nextInt(100);
        if (dice < 30) {
            return report(now);
        } else if (dice < 50) {
            return decide(now);
        } else if (dice < 58) {
            return new Step.Define(of(OBJECTS), happens(50) ? null : action(), happens(40) ? null : date(now));
        } else if (dice < 63) {
            return new Step.Undefine(of(OBJECTS));
        } else if (dice < 69) {
            return new Step.Except(of(RULES));
        } else if (dice < 72) {
            return new Step.ExceptEach(some(2));
        } else if (dice < 80) {
            return new Step.Readmit(model.rules().isEmpty() ? of(RULES) : of(model.rules()));
        } else if (dice < 85) {
            return new Step.Preset(of(TYPES), 1 + random.nextInt(3), action());
        } else if (dice < 88) {
            return new Step.Life(of(TYPES), happens(20) ? null : 1 + random.nextInt(30));
        } else if (dice < 92) {
            return new Step.Stop(of(PRODUCERS), happens(40));
        }
        return new Step.Undo(latest(model.tasks()));
    }

    private long latest(List<Long> tasks) {
        int back = happens(60) ? 1 : 1 + random.nextInt(8);
        return tasks.isEmpty() ? 1 : tasks.get(Math.max(0, tasks.size() - back));
    }

    private Step report(Instant now) {
        List<Step.Finding> findings = new ArrayList<>();
        for (ModelObject object : some(3)) {
            Instant until = happens(45) ? null : happens(8) ? Instant.MAX : date(now);
            findings.add(new Step.Finding(object, happens(20), 1 + random.nextInt(3), until));
        }
        return new Step.Report(of(PRODUCERS), findings);
    }

    private Step decide(Instant now) {
        String date = happens(55) ? null : happens(50) ? of(DATES) : date(now).toString();
        Boolean hold = happens(75) ? null : Boolean.valueOf(happens(50));
        String action = happens(date == null && hold == null ? 0 : 70) ? null : happens(25) ? "preset" : action();
        String list = happens(60) ? null : happens(50) ? "virtual_analyzer" : "user_defined";
        return new Step.Decide(some(2), action, date, hold, list);
    }

    /** Whole days from now mostly, as reports and people have them; few are past. */
    private Instant date(Instant now) {
        return now.plus(Duration.ofDays(random.nextInt(100) < 4 ? -1 : 1 + random.nextInt(15)));
    }

    private String action() {
        return happens(15) ? "quarantine" : happens(50) ? "block" : "log";
    }

    private List<ModelObject> some(int most) {
        return IntStream.rangeClosed(0, random.nextInt(most))
                .mapToObj(i -> of(OBJECTS))
                .distinct()
                .toList();
    }

    private <T> T of(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static String first(String text) {
        return text.substring(0, text.indexOf(' '));
    }

    private static String second(String text) {
        return text.substring(text.indexOf(' ') + 1);
    }
}
