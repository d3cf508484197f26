// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.ctdhub.auth.Seal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** What this manager is to others, and the hub that it takes its policy from, if it is an edge. */
@Repository("federation")
public class Federation {

    private static final String KEY_PLACE = "federation/hub";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Settings settings;
    private final Seal seal;
    private final Audit audit;
    private final Clock clock;

    public Federation(
            JdbcClient jdbc, TransactionTemplate transaction, Settings settings, Seal seal, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.settings = settings;
        this.seal = seal;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What the configuration says.
     *
     * @param role empty: the role is set while the manager runs
     * @param poll how often a hub is asked that doesn't hold its answers back
     */
    public record Settings(Optional<ManagerRole> role, String hubUrl, String hubKey, Duration poll) {

        /** Never shows the key. */
        @Override
        public String toString() {
            return "Settings[" + role + ", " + hubUrl + "]";
        }
    }

    /**
     * How it stands.
     *
     * @param configured whether the configuration says so, and nobody can change it here
     * @param hubOrigin the hub's own id, once this edge is registered there
     */
    public record Standing(
            ManagerRole role,
            String hubUrl,
            boolean hubKeySet,
            boolean configured,
            UUID hubOrigin,
            Instant registeredAt) {}

    /**
     * What it shall be.
     *
     * @param hubKey null: the key that is kept already
     */
    public record Wanted(ManagerRole role, String hubUrl, String hubKey) {

        /** Never shows the key. */
        @Override
        public String toString() {
            return "Wanted[" + role + ", " + hubUrl + "]";
        }
    }

    /** Where the hub is, and with what to sign there. */
    public record Hub(String url, String key) {

        /** Never shows the key. */
        @Override
        public String toString() {
            return "Hub[" + url + "]";
        }
    }

    /** How it stands now. */
    public Standing standing() {
        return jdbc.sql("select * from federation").query(this::standing).single();
    }

    private Standing standing(ResultSet row, int n) throws SQLException {
        return new Standing(
                ManagerRole.of(row.getString("role")),
                row.getString("hub_url"),
                row.getBytes("hub_key") != null || isEdgeByConfiguration(),
                settings.role().isPresent(),
                row.getObject("hub_origin", UUID.class),
                Stored.instant(row, "registered_at"));
    }

    private boolean isEdgeByConfiguration() {
        return settings.role().filter(ManagerRole.EDGE::equals).isPresent();
    }

    /** Whether edges may register here. */
    public boolean isHub() {
        return standing().role() == ManagerRole.HUB;
    }

    /** Does what the configuration says, when the manager starts. */
    public void configure() {
        settings.role().ifPresent(role -> {
            if (role == ManagerRole.EDGE
                    && (settings.hubUrl().isBlank() || settings.hubKey().isBlank())) {
                throw new IllegalArgumentException(
                        "ctd.federation.role is edge: set ctd.federation.hub.url to the hub's"
                                + " service URL and ctd.federation.hub.key to its API key as well.");
            }
            change(Actor.setting("ctd.federation"), new Wanted(role, address(settings.hubUrl()), null), null);
        });
        // a registry that was restored may be behind what the hub has from here
        jdbc.sql("update link set greeted = false where errand = 'upload'").update();
        jdbc.sql("update link set due_at = 'infinity' where errand = 'compare'").update();
    }

    /** Gives the manager a role. Throws {@link Conflict} if the configuration gives it one. */
    public Standing put(Actor by, Wanted wanted) {
        if (settings.role().isPresent()) {
            throw new Conflict(
                    "The role stands in the configuration (ctd.federation.role). Change it there, and start the"
                            + " manager again.");
        }
        Wanted plain =
                new Wanted(wanted.role(), wanted.hubUrl() == null ? null : address(wanted.hubUrl()), wanted.hubKey());
        change(by, plain, wanted.hubKey() == null ? null : seal.seal(wanted.hubKey(), KEY_PLACE));
        return standing();
    }

    private static String address(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private void change(Actor by, Wanted wanted, byte[] key) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("select lock_list()").query(rs -> {});
            Standing before = standing();
            boolean edge = wanted.role() == ManagerRole.EDGE;
            if (edge && key == null && !before.hubKeySet()) {
                throw new ImpossibleException("'hubKey' is missing: send the API key that the hub gave for its edges.");
            }
            boolean sameHub =
                    edge && before.role() == ManagerRole.EDGE && wanted.hubUrl().equals(before.hubUrl());
            if (!sameHub && (edge || wanted.role() != before.role())) {
                leave(before);
            }
            jdbc.sql("""
                            update federation set role = :role, hub_url = :url,
                                   hub_key = case when :role <> 'edge' then null else coalesce(:key::bytea, hub_key) end,
                                   hub_origin = case when :same then hub_origin end,
                                   registered_at = case when :same and :key::bytea is null then registered_at end""")
                    .param("role", wanted.role().word())
                    .param("url", edge ? wanted.hubUrl() : null)
                    .param("key", key)
                    .param("same", sameHub)
                    .update();
            if (wanted.role() == ManagerRole.HUB && before.role() != ManagerRole.HUB) {
                jdbc.sql("select open_links()").query(rs -> {});
            }
            Standing after = standing();
            if (!after.equals(before)) {
                audit.record(by, "federation.change", "federation", before, after);
            }
        });
    }

    /** What was exchanged stays at both until it expires; the hub is told by and by. */
    private void leave(Standing before) {
        jdbc.sql("select cut_link()").query(rs -> {});
        if (before.role() == ManagerRole.EDGE) {
            jdbc.sql("update federation set left_url = hub_url, left_key = hub_key where hub_key is not null")
                    .update();
        }
    }

    /** The hub of an edge; empty: this manager is none. */
    public Optional<Hub> hub() {
        return jdbc.sql("select hub_url, hub_key from federation where role = 'edge'")
                .query((row, n) -> new Hub(row.getString("hub_url"), key(row.getBytes("hub_key"))))
                .optional();
    }

    /** The hub that this manager left, if it has not been told yet. */
    public Optional<Hub> left() {
        return jdbc.sql("select left_url, left_key from federation where left_url is not null")
                .query((row, n) -> new Hub(row.getString("left_url"), key(row.getBytes("left_key"))))
                .optional();
    }

    private String key(byte[] sealed) {
        return sealed == null ? settings.hubKey() : seal.open(sealed, KEY_PLACE);
    }

    /**
     * The hub took this edge.
     *
     * @param hub the hub's own id, as it said
     */
    void registered(UUID hub, String url) {
        jdbc.sql("update federation set hub_origin = :hub, registered_at = :at::timestamptz where role = 'edge'")
                .param("hub", hub)
                .param("at", clock.instant().toString())
                .update();
        jdbc.sql("""
                        insert into manager (origin, name) values (:hub, :name)
                        on conflict (origin) do update set name = excluded.name""").param("hub", hub).param("name", "hub " + url).update();
    }

    /** The hub doesn't know this edge any more: it registers anew. */
    public void forgotten() {
        jdbc.sql("update federation set registered_at = null").update();
    }

    /** Nothing is left to tell the hub that this manager left. */
    void farewellSaid() {
        jdbc.sql("update federation set left_url = null, left_key = null").update();
    }

    /** Seals the hub's key anew, if an older key sealed it. Answers how many it sealed. */
    public int sealAnew() {
        return jdbc.sql("select hub_key from federation where hub_key is not null")
                .query((row, n) -> row.getBytes("hub_key"))
                .optional()
                .filter(kept -> !seal.isCurrent(kept))
                .map(kept -> jdbc.sql("update federation set hub_key = :key")
                        .param("key", seal.seal(seal.open(kept, KEY_PLACE), KEY_PLACE))
                        .update())
                .orElse(0);
    }

    /** How often a hub is asked that doesn't hold its answers back. */
    public Duration poll() {
        return settings.poll();
    }
}
