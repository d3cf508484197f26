// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.WarningEntry;
import org.ctdhub.policy.WarningEntry.Way;
import org.ctdhub.policy.WarningList;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The lists of what is mostly reported by mistake, and what they hold back. */
@Repository
public class WarningLists {

    private static final int AT_ONCE = 10_000;
    private static final int MANY = 1_000;
    private static final int COUNTED = 100_000;
    private static final Duration LEASE = Duration.ofMinutes(10);

    /** From that many entries on, a version with less than half of them is taken for a mistake. */
    private static final int ENOUGH = 20;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Tasks tasks;
    private final Audit audit;
    private final Clock clock;

    public WarningLists(JdbcClient jdbc, TransactionTemplate transaction, Tasks tasks, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.tasks = tasks;
        this.audit = audit;
        this.clock = clock;
    }

    /** What becomes of the objects that a list matches. */
    public enum Mode {
        INFORM,
        HOLD,
        SUPPRESS;

        /** As it stands in the registry and in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Throws an {@link ImpossibleException} if there is none of this word. */
        public static Mode of(String word) {
            return Arrays.stream(values())
                    .filter(mode -> mode.word().equals(word))
                    .findFirst()
                    .orElseThrow(() ->
                            new ImpossibleException("There is no mode of that name. Use inform, hold or suppress."));
        }
    }

    /**
     * One list in force.
     *
     * @param name by which it is known here
     * @param title as its author calls it
     * @param version as its author numbers it
     * @param kind string, substring, hostname, cidr or regex
     * @param types the types of the objects that it is about
     * @param source the file or address that it came from
     * @param entries how many can match something here
     * @param leftOut how many can't
     * @param leftOutWhy one of these, and why
     * @param matches how many known objects it matches, counted up to 100,000
     * @param holds how many of them the guard keeps off the list, counted so
     * @param loadedAt when this version was taken
     * @param lookedAt when it was last looked for a newer one
     */
    public record Line(
            String name,
            String title,
            String description,
            String version,
            String kind,
            List<String> types,
            String mode,
            String source,
            long entries,
            int leftOut,
            String leftOutWhy,
            long matches,
            long holds,
            Instant loadedAt,
            Instant lookedAt) {}

    /** What could not be taken: a list, or the folder of lists. */
    public record Failure(String name, String source, String error, Instant since) {}

    /** An entry of a list that matches an object. */
    public record Match(String list, String title, String mode, String entry) {}

    /** An object that the guard keeps off the list: held or suppressed, and by which entry of which list. */
    public record Kept(String type, String value, String state, String list, String title, String entry) {}

    /**
     * Puts a version of a list in force, and has it applied to what is known, in chunks.
     *
     * @param digest of the whole; the same again changes nothing
     * @param mode of a list that is new; one that is known keeps its own
     * @param shrunk whether a version is taken that lost most entries of the one before
     * @return whether it changed anything
     */
    public boolean load(
            String name, String source, String digest, WarningList list, Mode mode, boolean shrunk, Actor by) {
        refuseSlow(name, list);
        return Retry.onConflict(() -> transaction.execute(status -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtext('ctd-hub warning lists'))")
                    .query(row -> {});
            recovered(name);
            Optional<Known> known = known(name);
            if (known.filter(k -> k.digest().equals(digest)).isPresent()) {
                looked(name, source);
                return false;
            }
            refuseShrunk(name, known.map(Known::entries).orElse(0L), list, shrunk);
            int edition = known.map(Known::edition).orElse(0) + 1;
            int id = known.map(Known::id).orElseGet(() -> enter(name, list, source, digest, mode));
            known.filter(k -> !k.means(list)).ifPresent(k -> forget(k.id()));
            boolean many = write(id, edition, list.entries()) > MANY;
            if (many) {
                jdbc.sql("analyze warning_entry").update();
            }
            putInForce(id, edition, source, digest, list);
            begin(name, Map.of("list", id, "edition", edition, "version", list.version()), by);
            return true;
        }));
    }

    private record Known(int id, String digest, int edition, long entries, String kind, List<String> types) {

        /** Whether its entries are meant as those of another version, and about the same. */
        boolean means(WarningList list) {
            return kind.equals(list.kind().word()) && types.equals(words(list));
        }
    }

    private static List<String> words(WarningList list) {
        return list.types().stream().map(ObjectType::word).sorted().toList();
    }

    private Optional<Known> known(String name) {
        return jdbc.sql("""
                        select id, digest, edition, kind, types, exact + hosts + networks + others as entries
                          from warning_list where name = :name""")
                .param("name", name)
                .query((row, n) -> new Known(
                        row.getInt("id"),
                        row.getString("digest"),
                        row.getInt("edition"),
                        row.getLong("entries"),
                        row.getString("kind"),
                        texts(row.getArray("types"))))
                .optional();
    }

    private static void refuseShrunk(String name, long before, WarningList list, boolean allowed) {
        int now = list.entries().size();
        if (now == 0) {
            throw new ImpossibleException("The warning list " + name + " has no entry that can match anything here"
                    + (list.why() == null ? "." : "; of those left out: " + list.why()));
        }
        if (!allowed && before >= ENOUGH && now * 2L < before) {
            throw new ImpossibleException("The warning list " + name + " has " + now
                    + " entries now, and had " + before
                    + ". That looks like a file that broke off, so the version before stays in force. If it is meant,"
                    + " let it shrink.");
        }
    }

    /** What no index finds is looked at for every object that comes, so there can't be many. */
    private void refuseSlow(String name, WarningList list) {
        int slow = list.count(Way.PART, Way.PATTERN);
        long others = jdbc.sql("select coalesce(sum(others), 0) from warning_list where name <> :name")
                .param("name", name)
                .query(Long.class)
                .single();
        if (slow + others > WarningList.MOST_SLOW) {
            throw new ImpossibleException("The warning list " + name + " has " + slow
                    + " parts of texts or expressions, and other lists have " + others + ". Together there may be "
                    + WarningList.MOST_SLOW + ", because each is tried on every object. Take others away.");
        }
        list.entries().stream().filter(entry -> entry.way() == Way.PATTERN).forEach(this::refuseBroken);
    }

    private void refuseBroken(WarningEntry entry) {
        try {
            jdbc.sql("select '' ~ :pattern").param("pattern", entry.key()).query(row -> {});
        } catch (DataAccessException e) {
            throw new ImpossibleException("The expression " + entry.text() + " can't be read: "
                    + e.getMostSpecificCause().getMessage());
        }
    }

    /** No entry is in force yet, and nobody else sees it. */
    private int enter(String name, WarningList list, String source, String digest, Mode mode) {
        return jdbc.sql("""
                        insert into warning_list (name, title, version, kind, types, mode, source, digest, edition, exact, hosts,
                                                  networks, others, left_out, loaded_at, looked_at)
                        values (:name, :title, :version, :kind, '{}', :mode, :source, :digest, 0, 0, 0, 0, 0, 0,
                                :at::timestamptz, :at::timestamptz)
                        returning id""")
                .param("name", name)
                .param("title", list.title())
                .param("version", list.version())
                .param("kind", list.kind().word())
                .param("mode", mode.word())
                .param("source", source)
                .param("digest", digest)
                .param("at", clock.instant().toString())
                .query(Integer.class)
                .single();
    }

    /** What was there already keeps its row, and so what it matches. Answers how many rows came. */
    private int write(int list, int edition, List<WarningEntry> entries) {
        jdbc.sql("create temporary table if not exists incoming (key bytea) on commit delete rows")
                .update();
        jdbc.sql("delete from incoming").update();
        int added = 0;
        for (int from = 0; from < entries.size(); from += AT_ONCE) {
            added += add(list, edition, entries.subList(from, Math.min(from + AT_ONCE, entries.size())));
        }
        jdbc.sql("analyze incoming").update();
        jdbc.sql("""
                        delete from warning_entry e
                         where e.list_id = :list and not exists (select from incoming i where i.key = e.key)""").param("list", list).update();
        return added;
    }

    private static String[] texts(List<WarningEntry> entries, Function<WarningEntry, String> part) {
        return entries.stream().map(part).toArray(String[]::new);
    }

    private int add(int list, int edition, List<WarningEntry> some) {
        return jdbc.sql("""
                        with given as (
                            select g.*, sha256(convert_to(g.entry, 'UTF8')) as key
                              from unnest(:entries::text[], :ways::text[], :keys::text[]) as g(entry, way, match)
                        ), seen as (
                            insert into incoming select key from given
                        )
                        insert into warning_entry (list_id, edition, entry, key, digest, host, network, part, pattern)
                        select :list, :edition, g.entry, g.key,
                               case g.way when 'EXACT' then sha256(convert_to(g.match, 'UTF8')) end,
                               case g.way when 'HOST' then g.match end,
                               case g.way when 'NETWORK' then g.match::inet end,
                               case g.way when 'PART' then g.match end,
                               case g.way when 'PATTERN' then g.match end
                          from given g
                        on conflict (list_id, key) do nothing""")
                .param("list", list)
                .param("edition", edition)
                .param("entries", texts(some, WarningEntry::text))
                .param("ways", texts(some, entry -> entry.way().name()))
                .param("keys", texts(some, WarningEntry::key))
                .update();
    }

    /** From here on what is reported finds the entries, so it is the last thing under the list lock. */
    private void putInForce(int id, int edition, String source, String digest, WarningList list) {
        jdbc.sql("select lock_list()").query(row -> {});
        jdbc.sql("""
                        update warning_list set title = :title, description = :description, version = :version, kind = :kind,
                               types = :types, source = :source, digest = :digest, edition = :edition, exact = :exact,
                               hosts = :hosts, networks = :networks, others = :others, left_out = :leftOut, why = :why,
                               loaded_at = :at::timestamptz, looked_at = :at::timestamptz
                         where id = :id""")
                .param("id", id)
                .param("edition", edition)
                .param("source", source)
                .param("digest", digest)
                .param("title", list.title())
                .param("description", list.description())
                .param("version", list.version())
                .param("kind", list.kind().word())
                .param("types", words(list).toArray(String[]::new))
                .param("exact", list.count(Way.EXACT))
                .param("hosts", list.count(Way.HOST))
                .param("networks", list.count(Way.NETWORK))
                .param("others", list.count(Way.PART, Way.PATTERN))
                .param("leftOut", list.leftOut())
                .param("why", list.why())
                .param("at", clock.instant().toString())
                .update();
    }

    /**
     * As a task that somebody comes by for: its objects are looked for outside of the list lock. What the hub does by itself
     * is told by the task alone.
     */
    private void begin(String name, Map<String, Object> what, Actor by) {
        Map<String, Object> detail = new LinkedHashMap<>(what);
        detail.put("name", name);
        jdbc.sql("""
                        insert into task (kind, detail, actor_kind, actor, created_at)
                        select 'guard', :detail::jsonb, :kind, :actor, :at::timestamptz
                         where exists (select from object)""")
                .param("detail", Json.text(detail))
                .param("kind", by.kind().toString())
                .param("actor", by.name())
                .param("at", clock.instant().toString())
                .update();
        if (by.kind() != Actor.Kind.HUB) {
            audit.record(by, "guard", "warning-list/" + name, null, detail);
        }
    }

    private void looked(String name, String source) {
        jdbc.sql("""
                        update warning_list set looked_at = :at::timestamptz, source = :source
                         where name = :name""")
                .param("at", clock.instant().toString())
                .param("source", source)
                .param("name", name)
                .update();
    }

    /** Takes the next look at where lists come from, if it is time; true for one process. */
    public boolean claimLook() {
        return jdbc.sql("""
                        update warning_look set next_at = :at::timestamptz + :lease::interval
                         where next_at <= :at::timestamptz""")
                        .param("at", clock.instant().toString())
                        .param("lease", LEASE.toString())
                        .update()
                == 1;
    }

    /**
     * Ends a look. A list that nothing offered stays in force, and is told of: a disk that isn't there must not let go of what
     * its lists hold. Who asked for another look while this one was under way gets it.
     */
    public void looked(List<String> offered, Duration every, Duration again) {
        jdbc.sql("""
                        delete from warning_failure f
                         where f.name <> all(:offered) and not exists (select from warning_list l where l.name = f.name)""").param("offered", offered.toArray(String[]::new)).update();
        jdbc.sql("""
                        select name, source from warning_list
                         where source <> 'built-in' and name <> all(:offered)""").param("offered", offered.toArray(String[]::new)).query(row -> {
            failed(
                    row.getString("name"),
                    row.getString("source"),
                    "Nothing offers it any more, and its last version stays in force."
                            + " Take the list away if that is meant.");
        });
        jdbc.sql("""
                        update warning_look set next_at = :at::timestamptz
                               + case when exists (select from warning_failure) then least(:every::interval, :again::interval)
                                      else :every::interval end
                         where next_at <> '-infinity'""")
                .param("at", clock.instant().toString())
                .param("every", every.toString())
                .param("again", again.toString())
                .update();
    }

    /** Has the lists looked for at once. */
    public void lookNow() {
        jdbc.sql("update warning_look set next_at = '-infinity'").update();
    }

    /** What was found could not be taken: the version before stays in force. */
    public void failed(String name, String source, String error) {
        jdbc.sql("""
                        insert into warning_failure as f (name, source, error, since)
                        values (:name, :source, left(:error, 1000), :at::timestamptz)
                        on conflict (name) do update set source = excluded.source, error = excluded.error""")
                .param("at", clock.instant().toString())
                .param("source", source)
                .param("error", error)
                .param("name", name)
                .update();
    }

    /** It could be taken again. */
    public void recovered(String name) {
        jdbc.sql("delete from warning_failure where name = :name")
                .param("name", name)
                .update();
    }

    /** What could not be taken, by name. */
    public List<Failure> failures() {
        return jdbc.sql("select * from warning_failure order by name")
                .query((row, n) -> new Failure(
                        row.getString("name"),
                        row.getString("source"),
                        row.getString("error"),
                        Stored.instant(row, "since")))
                .list();
    }

    /** Lets a list's next version have lost most entries, and has it looked for at once. Throws {@link NotFound}. */
    public void letShrink(String name, Actor by) {
        transaction.executeWithoutResult(status -> {
            if (jdbc.sql("update warning_failure set shrunk = true where name = :name")
                            .param("name", name)
                            .update()
                    == 0) {
                throw new NotFound("No version of the warning list " + name + " was refused.");
            }
            audit.record(by, "guard", "warning-list/" + name, null, Map.of("shrunk", true));
            lookNow();
        });
    }

    /** Whether somebody let the next version shrink. */
    public boolean mayShrink(String name) {
        return jdbc.sql("select exists (select from warning_failure where name = :name and shrunk)")
                .param("name", name)
                .query(Boolean.class)
                .single();
    }

    /** Sets what becomes of what a list matches. Throws {@link NotFound}. */
    public Task setMode(String name, Mode mode, Actor by) {
        return tasks.start(changing(name, mode, by));
    }

    /** What that would do. */
    public Effect previewMode(String name, Mode mode, Actor by) {
        return tasks.preview(changing(name, mode, by));
    }

    Work changing(String name, Mode mode, Actor by) {
        Line line = find(name);
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("name", name);
        detail.put("mode", mode.word());
        detail.put("before", line.mode());
        detail.put("all", true);
        return new Work(
                Work.Kind.GUARD,
                detail,
                by,
                d -> d.put(
                        "list",
                        jdbc.sql("update warning_list set mode = :mode where name = :name returning id")
                                .param("mode", mode.word())
                                .param("name", name)
                                .query(Integer.class)
                                .optional()
                                .orElseThrow(() -> unknown(name))));
    }

    /** Takes a list away; what it alone kept back returns, in chunks. Throws {@link NotFound}. */
    public void remove(String name, Actor by) {
        Retry.onConflict(() -> transaction.execute(status -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtext('ctd-hub warning lists'))")
                    .query(row -> {});
            int id = known(name).orElseThrow(() -> unknown(name)).id();
            forget(id);
            recovered(name);
            jdbc.sql("select lock_list()").query(row -> {});
            jdbc.sql("delete from warning_list where id = :id").param("id", id).update();
            begin(name, Map.of("list", id, "removed", true), by);
            return id;
        }));
    }

    private void forget(int id) {
        jdbc.sql("delete from warning_entry where list_id = :id")
                .param("id", id)
                .update();
    }

    /** The list of this name. Throws {@link NotFound}. */
    public Line find(String name) {
        return all().stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    private static NotFound unknown(String name) {
        return new NotFound("There is no warning list of that name: " + name + ".");
    }

    /** The lists in force, by name. */
    public List<Line> all() {
        return jdbc.sql("""
                        select l.*, l.exact + l.hosts + l.networks + l.others as entries,
                               (select count(*) from (select distinct h.object_id from warning_hit h
                                                       where h.list_id = l.id limit :most) h) as matches,
                               case when l.mode = 'inform' then 0
                                    else (select count(*)
                                            from (select distinct h.object_id
                                                    from warning_hit h join guarded g on g.object_id = h.object_id
                                                   where h.list_id = l.id limit :most) h) end as holds
                          from warning_list l order by l.name""").param("most", COUNTED).query(WarningLists::line).list();
    }

    private static Line line(ResultSet row, int n) throws SQLException {
        return new Line(
                row.getString("name"),
                row.getString("title"),
                row.getString("description"),
                row.getString("version"),
                row.getString("kind"),
                texts(row.getArray("types")),
                row.getString("mode"),
                row.getString("source"),
                row.getLong("entries"),
                row.getInt("left_out"),
                row.getString("why"),
                row.getLong("matches"),
                row.getLong("holds"),
                Stored.instant(row, "loaded_at"),
                Stored.instant(row, "looked_at"));
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }

    /** The entries that would match an object, whether or not anybody reported it. */
    public List<Match> wouldMatch(SuspiciousObject object) {
        return jdbc.sql("""
                        select l.name, l.title, l.mode, e.entry
                          from (select * from warning_entry where digest = sha256(convert_to(:value, 'UTF8'))
                                union all
                                select * from warning_entry where host in (select hosts_above(:host))
                                union all
                                select * from warning_entry where network >>= :address::inet
                                union all
                                select * from warning_entry e
                                 where (part is not null or pattern is not null) and fits(e, :value)) e
                          join warning_list l on l.id = e.list_id and :type = any(l.types)
                         order by l.name, e.entry""")
                .param("type", object.type().word())
                .param("value", object.value())
                .param("host", MatchKey.host(object))
                .param("address", MatchKey.address(object))
                .query(WarningLists::match)
                .list();
    }

    private static Match match(ResultSet row, int n) throws SQLException {
        return new Match(row.getString("name"), row.getString("title"), row.getString("mode"), row.getString("entry"));
    }

    /** The entries that match a known object; nothing for one that nobody reported. */
    public List<Match> matches(SuspiciousObject object) {
        return jdbc.sql("""
                        select l.name, l.title, l.mode, e.entry
                          from object o
                          join warning_hit h on h.object_id = o.id
                          join warning_list l on l.id = h.list_id
                          join warning_entry e on e.id = h.entry_id
                         where o.type = :type and o.digest = sha256(convert_to(:value, 'UTF8'))
                         order by l.name, e.entry""")
                .param("type", object.type().word())
                .param("value", object.value())
                .query(WarningLists::match)
                .list();
    }

    /** What the guard keeps off the list, newest objects first, behind an id; 0 begins. */
    public List<Kept> kept(int most) {
        return jdbc.sql("""
                        select o.type, o.value, g.state, l.name, l.title, e.entry
                          from guarded g
                          join object o on o.id = g.object_id
                          join lateral (select h.list_id, h.entry_id
                                          from warning_hit h join warning_list x on x.id = h.list_id
                                         where h.object_id = g.object_id and x.mode <> 'inform'
                                         order by x.mode = 'hold', x.name, h.entry_id limit 1) h on true
                          join warning_list l on l.id = h.list_id
                          left join warning_entry e on e.id = h.entry_id
                         where exists (select from entry n where n.object_id = g.object_id and n.present)
                         order by g.state, o.id desc limit :most""")
                .param("most", most)
                .query((row, n) -> new Kept(
                        row.getString("type"),
                        row.getString("value"),
                        row.getString("state"),
                        row.getString("name"),
                        row.getString("title"),
                        row.getString("entry")))
                .list();
    }
}
