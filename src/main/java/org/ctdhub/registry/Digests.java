// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What both sides of a link hold, as digests by bucket: enough to find the parts in which something differs. */
@Repository
public class Digests {

    /** As many records as are compared and sent again in one call. */
    private static final int MOST_COMPARED = Sightings.MOST_AT_ONCE;

    private static final int MOST_BUCKETS = 200;
    private static final String OWN = "own/";
    private static final String EXCEPTION = "exception/";

    private final JdbcClient jdbc;
    private final HubIdentity identity;

    public Digests(JdbcClient jdbc, HubIdentity identity) {
        this.jdbc = jdbc;
        this.identity = identity;
    }

    /** The records of a bucket: how many stand, and a digest of which versions they are. */
    public record Digest(String bucket, long records, String digest) {}

    /** What this hub and an edge share, as it stands here. */
    public List<Digest> withEdge(UUID edge) {
        return all(edge, false);
    }

    private List<Digest> all(UUID edge, boolean here) {
        return jdbc.sql("select * from link_digests(:edge, :here) order by bucket")
                .param("edge", edge)
                .param("here", here)
                .query((row, n) -> new Digest(row.getString("bucket"), row.getLong("records"), row.getString("digest")))
                .list();
    }

    /**
     * The buckets in which the hub holds something else, as many of one kind as fit into one call.
     *
     * @param tried buckets that were repaired already; what still differs there is on its way
     */
    public List<String> differing(List<Digest> there, Set<String> tried) {
        Map<String, Digest> here = new HashMap<>();
        all(identity.origin(), true).forEach(digest -> here.put(digest.bucket(), digest));
        Map<String, Long> differing = new LinkedHashMap<>();
        for (Digest digest : there) {
            Digest own = here.remove(digest.bucket());
            if (own == null || !own.digest().equals(digest.digest())) {
                differing.put(digest.bucket(), digest.records());
            }
        }
        here.keySet().forEach(bucket -> differing.put(bucket, 0L));
        differing.keySet().removeAll(tried);
        return first(differing);
    }

    /** Buckets of one kind only, so that one call can bring them. */
    private static List<String> first(Map<String, Long> differing) {
        List<String> some = new ArrayList<>();
        long records = 0;
        for (Map.Entry<String, Long> one : differing.entrySet()) {
            boolean fits = some.isEmpty()
                    || (some.size() < MOST_BUCKETS
                            && records + one.getValue() <= MOST_COMPARED
                            && kind(one.getKey()).equals(kind(some.get(0))));
            if (fits) {
                some.add(one.getKey());
                records += one.getValue();
            }
        }
        return some;
    }

    /** own, exception, or log for what stands in the hub's log. */
    public static String kind(String bucket) {
        return bucket.startsWith(OWN) ? "own" : bucket.startsWith(EXCEPTION) ? "exception" : "log";
    }
}
