// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.WarningKind;
import org.ctdhub.policy.WarningList;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.RegistryBench;
import org.ctdhub.registry.WarningLists.Mode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how long warning lists with 500,000 entries take to be matched with a million objects, one in a hundred of which is
 * matched; {@code docs/guard.md} has the command and what it said.
 */
public final class GuardBench {

    private static final Logger LOG = LoggerFactory.getLogger(GuardBench.class);

    private final RegistryBench hub;

    private GuardBench(RegistryBench hub) {
        this.hub = hub;
    }

    public static void main(String[] args) {
        try (RegistryBench hub = new RegistryBench()) {
            new GuardBench(hub).run();
        }
    }

    private void run() {
        fill();
        relist("nothing in force");
        load("names", WarningKind.HOSTNAME, 200_000, n -> n < 4_000 ? "h" + n + ".bad.test" : "h" + n + ".good.test");
        load(
                "exact",
                WarningKind.STRING,
                50_000,
                n -> n < 2_000 ? "h" + (10_000 + n) + ".bad.test" : "e" + n + ".good.test");
        load("files", WarningKind.STRING, 150_000, n -> String.format("%064x", n < 2_000 ? n : 10_000_000 + n));
        load("networks", WarningKind.CIDR, 100_000, GuardBench::network);
        relist("500,000 entries in force");
    }

    private static String network(int n) {
        return n < 2_000
                ? "10." + n / 250 + "." + n % 250 + ".1"
                : n % 2 == 0
                        ? "11." + n / 65_536 + "." + n / 256 % 256 + "." + n % 256
                        : "12." + n / 256 % 256 + "." + n % 256 + ".0/24";
    }

    /** Straight into the table: who reported them doesn't matter here. */
    private void fill() {
        for (String sql : List.of(
                "select 'domain', 'h' || n || '.bad.test', 'test.bad.h' || n || '.', null from generate_series(1, 400000) n",
                "select 'url', 'http://u' || n || '.bad.test/a', 'test.bad.u' || n || '.', null from generate_series(1, 200000) n",
                "select 'ip', a, null, a::inet from (select '10.' || n / 65536 || '.' || n / 256 % 256 || '.' || n % 256"
                        + " from generate_series(1, 200000) n) x(a)",
                "select 'file_sha256', lpad(to_hex(n), 64, '0'), null, null from generate_series(1, 200000) n")) {
            hub.jdbc
                    .sql("insert into object (type, value, digest, host, addr)"
                            + " select type, value, sha256(convert_to(value, 'UTF8')), host, addr::inet from (" + sql
                            + ") x(type, value, host, addr)")
                    .update();
        }
        hub.jdbc.sql("analyze object").update();
    }

    private void load(String name, WarningKind kind, int entries, IntFunction<String> entry) {
        WarningList list = WarningList.of(
                new WarningList.Head(name, null, "1", kind, Set.of(ObjectType.values())),
                IntStream.range(0, entries).mapToObj(entry).toList());
        long began = System.nanoTime();
        hub.warningVersions.load(name, "bench", name, list, Mode.HOLD, false, Actor.HUB);
        long loaded = System.nanoTime();
        hub.carryOnAll();
        LOG.info(
                "BENCH {}: {} entries loaded in {} s, matched with 1,000,000 objects in {} s: {}",
                name,
                entries,
                seconds(began, loaded),
                seconds(loaded, System.nanoTime()),
                hub.warnings.find(name).matches());
    }

    /** What 10,000 objects of each type take under the list lock. */
    private void relist(String when) {
        for (int first : List.of(20_000, 420_000, 620_000, 820_000)) {
            long began = System.nanoTime();
            hub.jdbc
                    .sql("select relist(array(select generate_series(:first::bigint, :first::bigint + 9999)), now())")
                    .param("first", first)
                    .query(row -> {});
            LOG.info("BENCH {}: 10,000 objects from {} on in {} s", when, first, seconds(began, System.nanoTime()));
        }
    }

    private static String seconds(long from, long to) {
        return String.format("%.2f", (to - from) / 1e9);
    }
}
