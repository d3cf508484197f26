// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.testing.TestDatabase;

/** A hub and its edges, each with a registry of its own, joined by wires that can be cut. */
public final class Federated implements AutoCloseable {

    static final String EDGE_KEY = "0123ABCD-0000-4000-8000-00000000ED6E";
    static final String PRODUCT_KEY = "0123ABCD-0000-4000-8000-00000000CAFE";
    static final Duration SOON = Duration.ofSeconds(40);

    /** The hub. */
    public ManagedHub hub;

    final List<LinkProxy> wires = new ArrayList<>();
    final List<ManagedHub> edges = new ArrayList<>();

    /** Starts a hub and so many edges. */
    public Federated(int edges) {
        hub = startHub(TestDatabase.migrated());
        for (int i = 0; i < edges; i++) {
            wires.add(new LinkProxy(hub.url()));
            this.edges.add(start(i, TestDatabase.migrated()));
        }
    }

    private static ManagedHub startHub(TestDatabase database) {
        return new ManagedHub(
                database,
                "--ctd.federation.role=hub",
                "--ctd.distribution.keys[0].key=" + EDGE_KEY,
                "--ctd.distribution.keys[0].admits=edge",
                "--ctd.distribution.keys[1].key=" + PRODUCT_KEY,
                "--ctd.distribution.keys[1].admits=every-type");
    }

    /** Stops the hub and starts it again, at another address. */
    public void restartHub() {
        TestDatabase database = hub.database();
        hub.close();
        hub = startHub(database.reopened());
        wires.forEach(wire -> wire.leadTo(hub.url()));
    }

    private ManagedHub start(int edge, TestDatabase database) {
        return new ManagedHub(
                database,
                "--ctd.federation.role=edge",
                "--ctd.federation.hub.url=" + wires.get(edge).url(),
                "--ctd.federation.hub.key=" + EDGE_KEY);
    }

    /** An edge, from 0. */
    public ManagedHub edge(int number) {
        return edges.get(number);
    }

    /** The link of an edge. */
    public LinkProxy wire(int edge) {
        return wires.get(edge);
    }

    /** Stops an edge; answers its registry, with nobody connected. */
    public TestDatabase stop(int edge) {
        TestDatabase database = edges.get(edge).database();
        edges.get(edge).close();
        return database;
    }

    /** An edge's line at the hub. */
    JsonNode line(int edge) throws IOException, InterruptedException {
        return line(edges.get(edge).bean(HubIdentity.class).origin());
    }

    JsonNode line(UUID edge) throws IOException, InterruptedException {
        for (JsonNode line : hub.get("/api/v1/federation").body().path("edges")) {
            if (line.path("origin").asText().equals(edge.toString())) {
                return line;
            }
        }
        throw new AssertionError("The hub knows no edge " + edge + ".");
    }

    /** Starts an edge on a registry, its own or a backup of it. */
    public void startAgain(int edge, TestDatabase database) {
        edges.set(edge, start(edge, database));
    }

    /** The hub first, then the edges. */
    public List<ManagedHub> all() {
        List<ManagedHub> all = new ArrayList<>(List.of(hub));
        all.addAll(edges);
        return all;
    }

    /** Waits until each edge has everything, has told everything, and both sides agreed. */
    public void settle() {
        await().atMost(SOON).until(this::isSettled);
    }

    /** Whether it is so now. */
    public boolean isSettled() {
        for (ManagedHub edge : edges) {
            boolean told = edge.database().jdbc().sql("""
                            select (select registered_at is not null from federation)
                               and (select greeted from link where errand = 'upload')
                               and not exists (select from entry where list = 'virtual_analyzer' and origin_seq is null
                                                 and link_seq > (select position from link where errand = 'upload'))
                               and (select due_at not in ('infinity', '-infinity') and lease is null
                                      from link where errand = 'compare')""").query(Boolean.class).single();
            if (!told || !knowsExceptions(edge)) {
                return false;
            }
        }
        return hub.database()
                .jdbc()
                .sql("""
                        select count(*) = :edges
                           and bool_and(not exists (select from link_feed(client, greatest(asked, watermark), 10, false)))
                          from reader where edge and state = 'active'""")
                .param("edges", edges.size())
                .query(Boolean.class)
                .single();
    }

    private boolean knowsExceptions(ManagedHub edge) {
        long upTo = edge.database()
                .jdbc()
                .sql("select position from link where errand = 'exceptions'")
                .query(Long.class)
                .single();
        return hub.database()
                .jdbc()
                .sql("select not exists (select from link_exceptions(:upTo, 1, :upTo = 0))")
                .param("upTo", upTo)
                .query(Boolean.class)
                .single();
    }

    /** Everything on a manager's consolidated list, as text that can be compared. */
    public static List<String> list(ManagedHub manager) {
        return manager.database().jdbc().sql("""
                        select o.value || ' va:' || coalesce(l.va_action || '/' || l.va_risk, '-')
                                       || ' ud:' || coalesce(l.ud_action, '-')
                          from listed l join object o on o.id = l.object_id where l.present order by o.value collate "C\"""").query(String.class).list();
    }

    /** What a manager's list says of one object; empty if it isn't there. */
    static String line(ManagedHub manager, String value) {
        return list(manager).stream()
                .filter(line -> line.startsWith(value + " "))
                .map(line -> line.substring(value.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** Waits until a manager's list says this of an object. */
    static void arrives(ManagedHub manager, String value, String line) {
        await().atMost(SOON).until(() -> line(manager, value).equals(line));
    }

    /** A URL that nobody has seen. */
    static String fresh() {
        return "http://" + UUID.randomUUID() + ".example.test/";
    }

    @Override
    public void close() throws IOException {
        for (ManagedHub edge : edges) {
            edge.close();
        }
        for (LinkProxy wire : wires) {
            wire.close();
        }
        hub.close();
    }
}
