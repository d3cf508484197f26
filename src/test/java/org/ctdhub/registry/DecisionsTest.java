// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ctdhub.object.ObjectType.DOMAIN;
import static org.ctdhub.object.ObjectType.FILE_SHA1;
import static org.ctdhub.object.ObjectType.IP;
import static org.ctdhub.object.ObjectType.URL;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.policy.Taking;
import org.ctdhub.registry.Decisions.Decision;
import org.ctdhub.registry.Decisions.Selection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person decides, and what becomes of the list. */
class DecisionsTest {

    private static final String NAME = "bad.example.test";
    private static final String HASH = "32dbdf0011626494d82f2cad424fc54081d21587";

    private final RegistryBench hub = new RegistryBench();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void an_action_is_set_for_one_object_and_outranks_the_preset() {
        hub.report("one", hub.found(DOMAIN, NAME), hub.found(DOMAIN, "other.example.test"));

        decide(action(ScanAction.LOG), domain(NAME));
        assertThat(hub.line(NAME).action()).isEqualTo("log");
        assertThat(hub.line("other.example.test").action()).isEqualTo("block");

        hub.presets.set(DOMAIN, Risk.HIGH, ScanAction.BLOCK, hub.operator);
        assertThat(hub.line(NAME).action()).isEqualTo("log");

        decide(action(null), domain(NAME));
        assertThat(hub.line(NAME).action()).isEqualTo("block");
    }

    @Test
    void a_preset_holds_for_what_is_there_and_for_what_comes() {
        hub.report("one", hub.found(URL, "http://bad.example.test/a"));

        Task task = hub.presets.set(URL, Risk.HIGH, ScanAction.LOG, hub.operator);
        hub.report("one", hub.found(URL, "http://bad.example.test/b"));

        assertThat(task.state()).isEqualTo("done");
        assertThat(hub.line("http://bad.example.test/a").action()).isEqualTo("log");
        assertThat(hub.line("http://bad.example.test/b").action()).isEqualTo("log");

        hub.undo.undo(task.id(), hub.operator);
        assertThat(hub.line("http://bad.example.test/a").action()).isEqualTo("block");
    }

    @Test
    void a_connection_can_not_be_quarantined() {
        hub.report("one", hub.found(DOMAIN, NAME), hub.found(FILE_SHA1, HASH));

        assertThatThrownBy(() -> decide(action(ScanAction.QUARANTINE), domain(NAME)))
                .isInstanceOf(ImpossibleException.class)
                .hasMessageContaining("only files can be quarantined");
        assertThatThrownBy(() -> hub.presets.set(IP, Risk.LOW, ScanAction.QUARANTINE, hub.operator))
                .hasMessageContaining("can't be set for ip");
        assertThatThrownBy(() -> put(DOMAIN, NAME, ScanAction.QUARANTINE, Instant.MAX))
                .hasMessageContaining("can't be set for domain");
        assertThatThrownBy(() -> hub.decisions.decide(
                        new Selection(List.of(), Filter.ALL), action(ScanAction.QUARANTINE), hub.operator))
                .hasMessageContaining("Select one type of file");

        decide(action(ScanAction.QUARANTINE), SuspiciousObject.canonical(FILE_SHA1, HASH));
        assertThat(hub.line(HASH).action()).isEqualTo("quarantine");
    }

    @Test
    void what_nobody_knows_can_not_be_decided_about() {
        assertThatThrownBy(() -> decide(action(ScanAction.LOG), domain(NAME)))
                .isInstanceOf(ImpossibleException.class)
                .hasMessageContaining("nobody reported it");
    }

    @Test
    void what_a_person_expired_comes_back_by_a_newer_report_alone() {
        hub.report("one", hub.found(DOMAIN, NAME));
        hub.clock.advance(Duration.ofHours(1));

        decide(until(hub.clock.instant()), domain(NAME));
        assertThat(hub.isListed(NAME)).isFalse();

        hub.clock.advance(Duration.ofMinutes(1));
        hub.report("one", hub.found(DOMAIN, NAME, RegistryBench.NOON.plus(Duration.ofDays(30))));
        assertThat(hub.isListed(NAME)).as("the producer repeats its list").isFalse();

        hub.news("one", hub.found(DOMAIN, NAME, RegistryBench.NOON.plus(Duration.ofDays(30))));
        assertThat(hub.isListed(NAME)).as("the producer found it again").isTrue();
    }

    @Test
    void a_persons_date_outlasts_the_reports_and_is_spent_once_it_fires() {
        hub.report("one", hub.found(DOMAIN, NAME, hub.clock.instant().plus(Duration.ofDays(5))));
        decide(until(hub.clock.instant().plus(Duration.ofDays(40))), domain(NAME));

        hub.clock.advance(Duration.ofDays(6));
        hub.expire();
        hub.report("one", hub.removed(DOMAIN, NAME));
        assertThat(hub.isListed(NAME)).as("kept by the person").isTrue();

        hub.clock.advance(Duration.ofDays(35));
        hub.expire();
        assertThat(hub.isListed(NAME)).isFalse();

        hub.clock.advance(Duration.ofDays(1));
        hub.news("one", hub.found(DOMAIN, NAME, hub.clock.instant().plus(Duration.ofDays(5))));
        hub.clock.advance(Duration.ofDays(4));
        hub.expire();
        assertThat(hub.isListed(NAME)).isTrue();
        hub.clock.advance(Duration.ofDays(2));
        hub.expire();
        assertThat(hub.isListed(NAME)).isFalse();
    }

    @Test
    void a_persons_date_is_told_to_the_second() {
        hub.report("one", hub.found(DOMAIN, NAME));
        Subscriber reader = hub.subscriber(DOMAIN);
        long last = hub.read(reader, 0, 10).get(0).number();
        Instant date = RegistryBench.NOON.plus(Duration.ofDays(30)).minus(Duration.ofMinutes(5));

        decide(until(date), domain(NAME));

        assertThat(hub.read(reader, last, 10))
                .singleElement()
                .satisfies(change -> assertThat(change.expiresAt()).isEqualTo(date));
    }

    @Test
    void from_the_beginning_nothing_is_read_that_isnt_there_for_the_reader() {
        hub.report("one", hub.found(DOMAIN, NAME), hub.found(DOMAIN, "logged.example.test"));
        decide(action(ScanAction.LOG), domain("logged.example.test"));
        Subscriber blocks = hub.subscriber(RegistryBench.row(ScanAction.BLOCK, Taking.keep(), DOMAIN));

        assertThat(hub.read(blocks, 0, 10))
                .extracting(change -> change.object().value())
                .containsExactly(NAME);
    }

    @Test
    void never_is_never_and_can_be_taken_back() {
        hub.report("one", hub.found(DOMAIN, NAME, hub.clock.instant().plus(Duration.ofDays(5))));
        Task never = decide(until(Instant.MAX), domain(NAME));
        hub.clock.advance(Duration.ofDays(3_000));
        hub.expire();
        assertThat(hub.isListed(NAME)).isTrue();
        assertThat(hub.line(NAME).expiresAt()).isNull();

        hub.undo.undo(never.id(), hub.operator);
        assertThat(hub.isListed(NAME)).isFalse();
    }

    @Test
    void a_date_that_a_report_gave_counts_before_the_types_default() {
        hub.report("one", hub.found(DOMAIN, NAME, hub.clock.instant().plus(Duration.ofDays(5))));
        hub.report("two", hub.found(DOMAIN, NAME, null));
        assertThat(hub.line(NAME).expiresAt()).isEqualTo(RegistryBench.NOON.plus(Duration.ofDays(5)));

        hub.clock.advance(Duration.ofDays(5));
        hub.expire();
        assertThat(hub.isListed(NAME)).isFalse();

        hub.clock.advance(Duration.ofMinutes(1));
        hub.report("two", hub.found(DOMAIN, NAME, null));
        assertThat(hub.line(NAME).expiresAt()).isEqualTo(hub.clock.instant().plus(Duration.ofDays(30)));
    }

    @Test
    void a_types_default_life_changes_what_is_there_and_what_comes() {
        hub.report("one", hub.found(DOMAIN, NAME, null), hub.found(IP, "203.0.113.9", null));

        Task task = hub.lives.set(DOMAIN, 3, hub.operator);
        assertThat(hub.line(NAME).expiresAt()).isEqualTo(RegistryBench.NOON.plus(Duration.ofDays(3)));
        assertThat(hub.line("203.0.113.9").expiresAt()).isEqualTo(RegistryBench.NOON.plus(Duration.ofDays(30)));

        hub.lives.set(DOMAIN, null, hub.operator);
        assertThat(hub.line(NAME).expiresAt()).isNull();
        assertThat(hub.line(NAME).state()).isEqualTo("listed");
        assertThatThrownBy(() -> hub.lives.set(DOMAIN, 0, hub.operator)).hasMessageContaining("1 to 3650");
        assertThat(task.total()).isEqualTo(1);
    }

    @Test
    void user_defined_outranks_virtual_analyzer_and_each_keeps_what_it_gives() {
        hub.report("one", hub.found(DOMAIN, NAME));
        put(DOMAIN, NAME, ScanAction.LOG, hub.clock.instant().plus(Duration.ofDays(1)));

        assertThat(hub.line(NAME).action()).isEqualTo("log");
        assertThat(hub.line(NAME).lists()).containsExactly("user_defined", "virtual_analyzer");
        assertThat(hub.line(NAME).expiresAt()).isEqualTo(RegistryBench.NOON.plus(Duration.ofDays(1)));

        hub.clock.advance(Duration.ofDays(2));
        hub.expire();
        assertThat(hub.line(NAME).action()).isEqualTo("block");
        assertThat(hub.line(NAME).lists()).containsExactly("virtual_analyzer");
    }

    @Test
    void the_same_wish_twice_changes_nothing() {
        assertThat(put(DOMAIN, NAME, ScanAction.BLOCK, Instant.MAX)).isTrue();
        long head = hub.head();

        assertThat(put(DOMAIN, NAME, ScanAction.BLOCK, Instant.MAX)).isFalse();
        assertThat(hub.head()).isEqualTo(head);

        assertThat(hub.userDefined.remove(domain(NAME), hub.operator)).isTrue();
        assertThat(hub.isListed(NAME)).isFalse();
        assertThat(hub.userDefined.remove(domain(NAME), hub.operator)).isFalse();
    }

    @Test
    void what_is_held_is_off_the_list_until_it_is_let_go() {
        hub.report("one", hub.found(DOMAIN, NAME));

        decide(new Decision(false, null, false, null, true, null), domain(NAME));
        assertThat(hub.line(NAME).state()).isEqualTo("held");

        decide(new Decision(false, null, false, null, false, null), domain(NAME));
        assertThat(hub.line(NAME).state()).isEqualTo("listed");
    }

    @Test
    void an_exception_by_pattern_covers_just_what_it_says() {
        hub.report(
                "one",
                hub.found(URL, "https://a.example.test/"),
                hub.found(URL, "https://a.example.test/abc/"),
                hub.found(URL, "https://a.example.test/abc/x"),
                hub.found(URL, "http://a.example.test/abc/x"),
                hub.found(URL, "https://a.example.test:8443/abc/x"),
                hub.found(URL, "https://example.test/abc/x"),
                hub.found(IP, "198.51.100.5"),
                hub.found(IP, "198.51.100.21"),
                hub.found(URL, "http://198.51.100.5/x"));

        long root = hub.except(URL, "https://*.example.test/");
        assertThat(hub.line("https://a.example.test/").state()).isEqualTo("excepted");
        assertThat(hub.line("https://a.example.test/abc/x").state()).isEqualTo("listed");

        hub.except(URL, "https://*.example.test/abc/*");
        assertThat(hub.line("https://a.example.test/abc/x").state()).isEqualTo("excepted");
        assertThat(hub.line("https://a.example.test/abc/").state()).isEqualTo("listed");
        assertThat(hub.line("http://a.example.test/abc/x").state()).isEqualTo("listed");
        assertThat(hub.line("https://a.example.test:8443/abc/x").state()).isEqualTo("listed");
        assertThat(hub.line("https://example.test/abc/x").state()).isEqualTo("listed");

        hub.except(IP, "198.51.100.1-198.51.100.20");
        assertThat(hub.line("198.51.100.5").state()).isEqualTo("excepted");
        assertThat(hub.line("198.51.100.21").state()).isEqualTo("listed");
        assertThat(hub.line("http://198.51.100.5/x").state()).as("another type").isEqualTo("listed");

        assertThat(hub.exceptions.find(root).orElseThrow().holds()).isOne();
        hub.exceptions.remove(List.of(root), hub.operator);
        assertThat(hub.line("https://a.example.test/").state()).isEqualTo("listed");
        assertThat(hub.exceptions.find(root)).isEmpty();
    }

    @Test
    void own_networks_and_domains_are_never_listed() {
        hub.report("one", hub.found(DOMAIN, "mail.own.example.test"), hub.found(IP, "192.0.2.7"));

        hub.own.apply(List.of("own.example.test", "192.0.2.0/24"));
        hub.report("one", hub.found(URL, "http://www.own.example.test:81/x"), hub.found(URL, "http://192.0.2.9/"));

        assertThat(hub.objects.count(
                        new Filter(null, null, null, null, null, "listed", null, null, null), Integer.MAX_VALUE))
                .isZero();
        assertThatThrownBy(() -> put(DOMAIN, "own.example.test", null, Instant.MAX))
                .hasMessageContaining("is your own");
        assertThatThrownBy(() -> hub.exceptions.remove(
                        List.of(hub.exceptions
                                .page(null, null, Exceptions.Sort.OLDEST, 0, 1)
                                .get(0)
                                .id()),
                        hub.operator))
                .hasMessageContaining("ctd.own");

        hub.own.apply(List.of("192.0.2.0/24"));
        assertThat(hub.line("mail.own.example.test").state()).isEqualTo("listed");
        assertThat(hub.line("192.0.2.7").state()).isEqualTo("excepted");
    }

    @Test
    void a_dry_run_says_what_would_change_and_changes_nothing() {
        hub.report("one", hub.found(DOMAIN, NAME), hub.found(DOMAIN, "other.example.test"));
        hub.subscriber(DOMAIN);
        long head = hub.head();

        Effect effect = hub.decisions.preview(
                new Selection(List.of(domain(NAME)), null), until(hub.clock.instant()), hub.operator);

        assertThat(effect.objects()).isOne();
        assertThat(effect.changes()).isOne();
        assertThat(effect.products())
                .singleElement()
                .satisfies(p -> assertThat(p.withdrawn()).isOne());
        assertThat(hub.head()).isEqualTo(head);
        assertThat(hub.isListed(NAME)).isTrue();
        assertThat(hub.tasks.latest(10)).isEmpty();
    }

    @Test
    void a_producer_that_is_stopped_is_taken_back_and_returns_when_it_is_let_go() {
        hub.report("one", hub.found(DOMAIN, NAME), hub.found(IP, "203.0.113.9"));
        hub.report("two", hub.found(IP, "203.0.113.9"));

        Task stop = hub.stops.set("one", true, hub.operator).get(0);
        assertThat(hub.isListed(NAME)).isFalse();
        assertThat(hub.isListed("203.0.113.9")).as("another reported it too").isTrue();

        hub.undo.undo(stop.id(), hub.operator);
        assertThat(hub.isListed(NAME)).isTrue();
    }

    @Test
    void a_task_that_broke_off_says_why_and_is_gone_on_with_soon() {
        hub.report("one", hub.found(DOMAIN, NAME));
        long task = hub.jdbc.sql("""
                        insert into task (kind, detail, actor_kind, actor, created_at)
                        values ('decide', '{"hold": true, "filter": {"type": "domain"}}', 'account', 'olga', now()) returning id""").query(Long.class).single();

        assertThat(hub.tasks.claimDue()).containsExactly(task);
        hub.tasks.brokeOff(task, "the database went away");
        assertThat(hub.tasks.find(task).orElseThrow().error()).isEqualTo("the database went away");
        assertThat(hub.tasks.claimDue()).isEmpty();

        hub.clock.advance(Duration.ofSeconds(6));
        assertThat(hub.tasks.claimDue()).containsExactly(task);
        hub.carryOn(task);
        assertThat(hub.line(NAME).state()).isEqualTo("held");
        assertThat(hub.tasks.find(task).orElseThrow().error()).isNull();
    }

    @Test
    void every_decision_is_on_record() {
        hub.report("one", hub.found(DOMAIN, NAME));
        decide(action(ScanAction.LOG), domain(NAME));
        put(DOMAIN, NAME, null, Instant.MAX);

        assertThat(hub.jdbc
                        .sql("select actor || ' ' || action from audit order by id")
                        .query(String.class)
                        .list())
                .containsExactly("olga decide", "olga user_defined.put");
    }

    private Task decide(Decision decision, SuspiciousObject... objects) {
        return hub.decisions.decide(new Selection(List.of(objects), null), decision, hub.operator);
    }

    private static Decision action(ScanAction action) {
        return new Decision(true, action, false, null, null, null);
    }

    private static Decision until(Instant date) {
        return new Decision(false, null, true, date, null, null);
    }

    private boolean put(ObjectType type, String value, ScanAction action, Instant expires) {
        return hub.userDefined.put(
                new UserDefinedList.Wish(SuspiciousObject.canonical(type, value), action, expires, null), hub.operator);
    }

    private static SuspiciousObject domain(String name) {
        return SuspiciousObject.canonical(DOMAIN, name);
    }
}
