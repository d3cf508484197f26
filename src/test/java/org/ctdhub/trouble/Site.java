// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ctdhub.lab.simulator.Duplicates;
import org.ctdhub.lab.simulator.Faults;
import org.ctdhub.lab.simulator.Finding;
import org.ctdhub.lab.simulator.LabObject;
import org.ctdhub.lab.simulator.RuleManagerSimulator;
import org.ctdhub.lab.simulator.SandboxSimulator;
import org.ctdhub.lab.simulator.Simulator;
import org.ctdhub.lab.simulator.SubscriberSimulator;

/**
 * What stands around a hub in trouble: a database, a sandbox that finds objects and takes some back, a gateway that asks for
 * its list and two managers of rules that are told theirs. None of them ever stops.
 */
final class Site implements AutoCloseable {

    /** How many rules the hub sends in one call. */
    static final int BATCH = 500;

    private static final Duration EVENTUALLY = Duration.ofMinutes(5);
    private static final Duration PACE = Duration.ofMillis(200);
    private static final String SANDBOX_KEY = "0123ABCD-0000-4000-8000-0000000000AA";
    private static final String GATEWAY_KEY = "0123ABCD-0000-4000-8000-0000000000BB";
    private static final String RULES_KEY = "2:0123ABCD-0000-4000-8000-0000000000CC";
    private static final int PAGE = 250;

    final BreakableDatabase database;
    final Canary canary;
    final SandboxSimulator sandbox = new SandboxSimulator(SANDBOX_KEY, PAGE, Clock.systemUTC());
    final RuleManagerSimulator rules = manager();
    final RuleManagerSimulator otherRules = manager();
    final SubscriberSimulator gateway;

    private final Path folder;
    private final int port = freePort();
    private final Set<String> always = new TreeSet<>();
    private final Set<Integer> listed = new TreeSet<>();
    private int found;
    private int turns;
    private int starts;

    /** Starts everything but the hub, in this empty folder. */
    Site(Path folder) throws IOException {
        this(folder, new BreakableDatabase(folder.resolve("data")));
    }

    /** The same around a database. */
    Site(Path folder, BreakableDatabase database) throws IOException {
        this.folder = folder;
        this.database = database;
        canary = new Canary(folder);
        gateway = new SubscriberSimulator(
                "Apex One", Set.of("file_sha1", "url", "ip", "domain"), url(), GATEWAY_KEY, PACE, Clock.systemUTC());
        for (Simulator each : List.of(sandbox, rules, otherRules, gateway)) {
            each.start();
        }
        answerAfter(Duration.ofMillis(50));
        List<Finding> canaries =
                List.of(Finding.of("url", canary.url(), "high"), Finding.of("domain", canary.domain(), "high"));
        canaries.stream().map(Finding::value).forEach(always::add);
        sandbox.add(canaries);
    }

    /** The managers take so long for each answer from now on, as over a network: what is under way can break. */
    void answerAfter(Duration time) {
        Stream.of(rules, otherRules).forEach(each -> each.misbehave(new Faults(null, time.toMillis(), null, null)));
    }

    private static RuleManagerSimulator manager() {
        return new RuleManagerSimulator(
                RULES_KEY, RULES_KEY + "0", Duplicates.RETURN_EXISTING, Integer.MAX_VALUE, Clock.systemUTC());
    }

    /** The address that everybody knows. */
    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Begins to start the hub there. */
    HubProcess hub() throws IOException {
        return hub(port);
    }

    /** Begins to start another node of the same hub. */
    HubProcess otherNode() throws IOException {
        return hub(freePort());
    }

    private HubProcess hub(int at) throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=postgres",
                "--ctd.tick-millis=200",
                "--ctd.short-schedules=true",
                "--ctd.preset=block",
                "--ctd.open-metrics=true",
                "--ctd.lists=" + folder.resolve("lists"),
                "--ctd.brakes.withdrawals=0"));
        settings.addAll(product("sandbox", "ddan", sandbox.url(), SANDBOX_KEY));
        settings.addAll(product("rules", "ds", rules.url(), RULES_KEY));
        settings.addAll(product("other-rules", "ds", otherRules.url(), RULES_KEY));
        settings.addAll(List.of(
                "--ctd.products.gateway.connector=osce",
                "--ctd.products.gateway.version=2019",
                "--ctd.products.gateway.settings.apiKey=" + GATEWAY_KEY));
        return new HubProcess(at, folder.resolve("hub-" + ++starts + ".log"), canary.option(), settings);
    }

    private static List<String> product(String name, String connector, URI url, String key) {
        String prefix = "--ctd.products." + name + ".";
        return List.of(
                prefix + "connector=" + connector,
                prefix + "every=" + PACE.toMillis() + "ms",
                prefix + "calls-per-second=1000",
                prefix + "settings.url=" + url,
                prefix + "settings.apiKey=" + key);
    }

    /** The sandbox finds so many objects more, half of them files, and takes back one in a hundred of what it found before. */
    void goOn(int many) {
        List<Integer> gone =
                listed.stream().filter(number -> number % 100 == turns % 100).toList();
        turns++;
        sandbox.add(gone.stream()
                .map(Site::finding)
                .map(each -> Finding.removal(each.type(), each.value()))
                .toList());
        listed.removeAll(gone);
        find(many);
    }

    /** The sandbox finds so many objects more. */
    void find(int many) {
        List<Integer> news = IntStream.range(found, found + many).boxed().toList();
        listed.addAll(news);
        found += many;
        sandbox.add(news.stream().map(Site::finding).toList());
    }

    private static Finding finding(int number) {
        return switch (number % 4) {
            case 0, 2 ->
                Finding.of("file_sha1", "%040x".formatted(number), "high").withSha256(sha256(number));
            case 1 -> Finding.of("url", "http://trouble.example.test/" + number, "high");
            default -> Finding.of("domain", "trouble-" + number + ".example.test", "high");
        };
    }

    private static String sha256(int number) {
        return "%064x".formatted(number);
    }

    /** A person put this domain on the list, so that the gateway wants it as well. */
    void listedByHand(String domain) {
        always.add(domain);
    }

    /** How many entries all consumers hold together. */
    int held() {
        return consumers().mapToInt(each -> each.objects().size()).sum();
    }

    /** How many entries they hold together once each has its list. */
    int wanted() {
        return gatewayWants().size() + 2 * managersWant().size();
    }

    /** Waits until so many entries more stand at the consumers, or one fewer than all: then the sync is under way. */
    void awaitMidSync(double share) {
        int before = held();
        int enough = before + (int) ((wanted() - before) * share);
        await().pollInterval(Duration.ofMillis(20)).atMost(EVENTUALLY).until(() -> held() > enough);
    }

    /** Which consumers' lists are not yet as wanted. */
    List<Simulator> behind() {
        return consumers().filter(each -> !values(each).equals(wanted(each))).toList();
    }

    /** Waits until each consumer's list is what the sandbox lists: nothing lost, nothing left over. */
    void awaitWhole() {
        awaitWhole(gateway, rules, otherRules);
    }

    /** The same for those who are told, while nobody answers who asks. */
    void awaitManagersWhole() {
        awaitWhole(rules, otherRules);
    }

    private void awaitWhole(Simulator... consumers) {
        await().atMost(EVENTUALLY)
                .untilAsserted(() -> assertThat(consumers).allSatisfy(each -> {
                    assertThat(minus(wanted(each), values(each))).as("lost").isEmpty();
                    assertThat(minus(values(each), wanted(each)))
                            .as("left over")
                            .isEmpty();
                }));
    }

    /** Finds objects of each kind and waits for them everywhere. */
    void awaitThatItStillAcceptsAndDelivers() {
        goOn(4);
        awaitWhole();
    }

    /** How many rules the managers were sent that they had already. */
    long repeated() {
        return rules.repeated() + otherRules.repeated();
    }

    /** Of the rules that the managers were made to delete, what the sandbox lists. */
    List<String> withdrawnThoughListed() {
        Set<String> wanted = managersWant();
        return Stream.of(rules, otherRules)
                .flatMap(each -> each.deleted().stream())
                .filter(wanted::contains)
                .toList();
    }

    private Stream<Simulator> consumers() {
        return Stream.of(gateway, rules, otherRules);
    }

    private Set<String> wanted(Simulator consumer) {
        return consumer == gateway ? gatewayWants() : managersWant();
    }

    private Set<String> gatewayWants() {
        return Stream.concat(always.stream(), listed.stream().map(Site::finding).map(Finding::value))
                .collect(Collectors.toSet());
    }

    private Set<String> managersWant() {
        return listed.stream()
                .filter(number -> number % 2 == 0)
                .map(Site::sha256)
                .collect(Collectors.toSet());
    }

    private static Set<String> values(Simulator consumer) {
        return consumer.objects().stream().map(LabObject::value).collect(Collectors.toSet());
    }

    private static Set<String> minus(Set<String> all, Set<String> some) {
        Set<String> left = new TreeSet<>(all);
        left.removeAll(some);
        return left;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        Stream.of(gateway, sandbox, rules, otherRules).forEach(Simulator::close);
        canary.close();
        database.close();
    }
}
