// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ctdhub.federation.model.Model;
import org.ctdhub.federation.model.Step;
import org.ctdhub.manager.model.ModelObject;
import org.ctdhub.manager.model.Rule;

/** Random steps over few objects, so that they meet often; some are done twice, which must not be told. */
final class Walk {

    private static final List<String> TYPES = List.of("file_sha256", "ip", "domain", "url");
    private static final List<String> ACTIONS = List.of("log", "block", "preset");
    private static final Duration SHORT_LIFE = Duration.ofMillis(1_500);

    private final Random random;
    private final int sites;
    private final List<ModelObject> objects;
    private final List<Rule> rules;
    private Step last;
    private Instant lastEnd = Instant.EPOCH;
    private boolean datesStand;

    /** The steps of a seed at a hub and so many edges; {@code number} is part of the names that occur in them. */
    Walk(long seed, int edges, int number) {
        random = new Random(seed);
        sites = edges + 1;
        String host = "walk" + number + ".example.test";
        objects = Stream.of(
                        "domain " + host,
                        "domain a." + host,
                        "domain b.a." + host,
                        "url http://" + host + "/",
                        "url http://a." + host + "/x",
                        "ip 192.0.2." + number,
                        "ip 198.51.100." + number,
                        "file_sha256 " + "%064x".formatted(number + 1))
                .map(text -> new ModelObject(text.split(" ", 2)[0], text.split(" ", 2)[1]))
                .toList();
        rules = List.of(
                new Rule("domain", "*.a." + host),
                new Rule("domain", host),
                new Rule("url", "http://*." + host + "/*"),
                new Rule("ip", "192.0.2." + number));
    }

    boolean happens(int percent) {
        return random.nextInt(100) < percent;
    }

    int edge() {
        return random.nextInt(sites - 1);
    }

    boolean owns(String value) {
        return objects.stream().anyMatch(object -> object.value().equals(value));
    }

    /** Whether all is over that was found for a moment only: nothing changes by itself any more. */
    boolean rests(Instant now) {
        return now.isAfter(lastEnd);
    }

    /** Whether people leave the dates of objects alone for now. */
    void leavesDates(boolean now) {
        datesStand = now;
    }

    /** Presets every type and risk that occurs. */
    List<Step> presets(String action) {
        return TYPES.stream()
                .flatMap(type ->
                        IntStream.rangeClosed(1, 3).mapToObj(risk -> (Step) new Step.Preset(type, risk, action)))
                .toList();
    }

    /** What somebody does next. */
    Step step(Model model, Instant now) {
        if (last != null && happens(12)) {
            return last;
        }
        last = fresh(model, now);
        return last;
    }

    private Step fresh(Model model, Instant now) {
        int dice = random.nextInt(100);
        int site = random.nextInt(sites);
        ModelObject object = of(objects);
        if (dice < 38) {
            boolean briefly = happens(8);
            Instant until = now.plus(briefly ? SHORT_LIFE : Duration.ofDays(1 + 3L * random.nextInt(5)));
            lastEnd = briefly ? until : lastEnd;
            return new Step.Find(site, object, 1 + random.nextInt(3), until);
        } else if (dice < 46) {
            return new Step.TakeBack(site, object);
        } else if (dice < 55) {
            return new Step.Define(site, object, of(ACTIONS));
        } else if (dice < 61) {
            return new Step.Undefine(site, object);
        } else if (dice < 67) {
            return new Step.Except(site, of(rules));
        } else if (dice < 74) {
            return new Step.Readmit(site, model.rules(site).stream().findFirst().orElse(of(rules)));
        } else if (dice < 96) {
            return decide(object, now);
        }
        return new Step.Preset(of(TYPES), 1 + random.nextInt(3), happens(50) ? "log" : "block");
    }

    private Step decide(ModelObject object, Instant now) {
        int what = random.nextInt(3);
        List<String> dates = List.of(
                "now", "now", "never", "reports", now.plus(Duration.ofDays(4)).toString());
        return new Step.Decide(
                object,
                what == 0 ? of(ACTIONS) : null,
                what == 1 && !datesStand ? of(dates) : null,
                what == 2 ? Boolean.valueOf(happens(50)) : null);
    }

    private <T> T of(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
