// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ctdhub.object.ObjectType;
import org.ctdhub.policy.WarningEntry;
import org.ctdhub.policy.WarningEntry.Way;
import org.ctdhub.policy.WarningList;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts versions of warning lists in force, and takes lists away; what is known is compared as a task. */
@Repository
public class WarningVersions {

    private static final int AT_ONCE = 10_000;
    private static final int MANY = 1_000;

    /** From that many entries on, a version with less than half of them is taken for a mistake. */
    private static final int ENOUGH = 20;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final WarningLooks looks;
    private final Audit audit;
    private final Clock clock;

    public WarningVersions(
            JdbcClient jdbc, TransactionTemplate transaction, WarningLooks looks, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.looks = looks;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Puts a version of a list in force, and has it applied to what is known, in chunks.
     *
     * @param digest of the whole; the same again changes nothing
     * @param mode of a list that is new; one that is known keeps its own
     * @param shrunk whether a version is taken that lost most entries of the one before
     * @return whether it changed anything
     */
    public boolean load(
            String name,
            String source,
            String digest,
            WarningList list,
            WarningLists.Mode mode,
            boolean shrunk,
            Actor by) {
        refuseSlow(name, list);
        return Retry.onConflict(() -> transaction.execute(status -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtext('ctd-hub warning lists'))")
                    .query(row -> {});
            looks.recovered(name);
            Optional<Known> known = known(name);
            if (known.filter(k -> k.digest().equals(digest)).isPresent()) {
                seenAgain(name, source);
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
                        WarningLists.texts(row.getArray("types"))))
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
    private int enter(String name, WarningList list, String source, String digest, WarningLists.Mode mode) {
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

    private void seenAgain(String name, String source) {
        jdbc.sql("""
                        update warning_list set looked_at = :at::timestamptz, source = :source
                         where name = :name""")
                .param("at", clock.instant().toString())
                .param("source", source)
                .param("name", name)
                .update();
    }

    /** Takes a list away; what it alone kept back returns, in chunks. Throws {@link NotFound}. */
    public void remove(String name, Actor by) {
        Retry.onConflict(() -> transaction.execute(status -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtext('ctd-hub warning lists'))")
                    .query(row -> {});
            int id = known(name).orElseThrow(() -> WarningLists.unknown(name)).id();
            forget(id);
            looks.recovered(name);
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
}
