// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.ctdhub.registry.Links.Claim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What an edge holds of its hub's policy, and what it brings there. Each answer is taken in together with the cursor behind it. */
@Repository
public class HubCopy {

    private static final Logger LOG = LoggerFactory.getLogger(HubCopy.class);

    private final JdbcClient jdbc;
    private final Links links;
    private final Federation federation;
    private final HubIdentity identity;
    private final Presets presets;
    private final Clock clock;

    public HubCopy(
            JdbcClient jdbc, Links links, Federation federation, HubIdentity identity, Presets presets, Clock clock) {
        this.jdbc = jdbc;
        this.links = links;
        this.federation = federation;
        this.identity = identity;
        this.presets = presets;
        this.clock = clock;
    }

    /** The hub took this edge; both sides are compared once all was read. */
    public void registered(Claim claim, UUID hub, String url) {
        links.write(claim, () -> {
            federation.registered(hub, url);
            links.doubt();
            links.done(claim, claim.position());
        });
    }

    /** The hub was told that this manager left, or can't be. */
    public void farewell(Claim claim) {
        links.write(claim, () -> {
            federation.farewellSaid();
            links.done(claim, 0);
        });
    }

    /**
     * Takes in a page of the hub's log.
     *
     * @param upTo the highest number in it
     * @param last whether nothing is left behind it
     * @param reset whether the hub began anew
     */
    public void read(Claim claim, List<LinkRecord> records, long upTo, boolean last, boolean reset) {
        links.write(claim, () -> {
            apply(records, null);
            if (reset) {
                LOG.warn(
                        "The hub never reached the number {} and told everything anew: both sides are compared.",
                        claim.position());
                links.doubt();
            }
            if (last) {
                links.heard();
                links.caughtUp();
            }
            links.done(claim, reset ? upTo : Math.max(upTo, claim.position()));
        });
    }

    private void apply(List<LinkRecord> records, List<String> buckets) {
        String[] names = buckets == null ? null : buckets.toArray(String[]::new);
        List<LinkRecord> entries = new ArrayList<>();
        List<LinkRecord> decisions = new ArrayList<>();
        for (LinkRecord record : records) {
            if (!record.list().equals(LinkRecord.DECISION)) {
                entries.add(record);
            } else if (!record.value().isEmpty()) {
                decisions.add(record);
            } else {
                presets.follow(record, buckets != null);
            }
        }
        if (!entries.isEmpty() || names != null) {
            call("select take_entries(:records::jsonb, :at::timestamptz, :buckets::text[])", entries, names, Map.of());
        }
        if (!decisions.isEmpty() || names != null) {
            call(
                    "select take_decisions(:records::jsonb, :hub, :at::timestamptz, :buckets::text[])",
                    decisions,
                    names,
                    Map.of("hub", federation.standing().hubOrigin()));
        }
    }

    private void call(String sql, List<LinkRecord> records, String[] buckets, Map<String, ?> more) {
        jdbc.sql(sql)
                .param(
                        "records",
                        Json.text(records.stream().map(LinkRecord::row).toList()))
                .param("at", clock.instant().toString())
                .param("buckets", buckets)
                .params(more)
                .query(rs -> {});
    }

    /** What the hub has not confirmed yet, at most so many records, in rising order. */
    public List<LinkRecord> upload(Claim claim, int most) {
        return jdbc.sql(
                        "select 'va' as list, null as action, false as hold, :here as origin, u.* from link_upload(:after, :most) u")
                .param("here", identity.origin())
                .param("after", claim.position())
                .param("most", most)
                .query((row, n) -> EdgeExchange.record(row))
                .list();
    }

    /**
     * The hub took an upload.
     *
     * @param upTo the highest number in it; 0: it was asked what it has
     * @param lastId the highest of this manager's numbers that the hub has
     */
    public void uploaded(Claim claim, long upTo, long lastId) {
        links.write(claim, () -> {
            long given = jdbc.sql("select last_value from change_seq")
                    .query(Long.class)
                    .single();
            if (lastId > given) {
                LOG.warn(
                        "The hub has number {} from here, and this registry only reached {}: it was restored. It counts on"
                                + " above, and both sides are compared.",
                        lastId,
                        given);
                jdbc.sql("select lift(:above)").param("above", lastId).query(rs -> {});
                links.doubt();
                links.caughtUp();
            }
            boolean asked = claim.position() == 0 && upTo == 0;
            if (asked && lastId == 0) {
                links.beginsToTell();
            }
            boolean known = asked && lastId <= given;
            links.done(claim, known ? lastId : Math.max(upTo, claim.position()));
        });
    }

    /** Both sides hold the same. */
    public void agreed(Claim claim) {
        links.write(claim, () -> links.done(claim, claim.position() + 1));
    }

    /** Takes in all that the hub holds in some buckets; what it doesn't name is gone. */
    public void repair(Claim claim, List<String> buckets, List<LinkRecord> records) {
        links.write(claim, () -> {
            if (Digests.kind(buckets.get(0)).equals("own")) {
                reclaim(buckets, records);
            } else {
                apply(records, buckets);
            }
            links.done(claim, claim.position() + 1);
        });
    }

    private void reclaim(List<String> buckets, List<LinkRecord> records) {
        jdbc.sql("select reclaim(:records::jsonb, :at::timestamptz, :buckets)")
                .param(
                        "records",
                        Json.text(records.stream().map(LinkRecord::row).toList()))
                .param("at", clock.instant().toString())
                .param("buckets", buckets.toArray(String[]::new))
                .query(rs -> {});
    }
}
