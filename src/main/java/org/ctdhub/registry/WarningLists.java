// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ctdhub.object.SuspiciousObject;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The lists of what is mostly reported by mistake, and what they hold back. */
@Repository
public class WarningLists {

    private static final int COUNTED = 100_000;

    private final JdbcClient jdbc;
    private final Tasks tasks;

    public WarningLists(JdbcClient jdbc, Tasks tasks) {
        this.jdbc = jdbc;
        this.tasks = tasks;
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

    /** An entry of a list that matches an object. */
    public record Match(String list, String title, String mode, String entry) {}

    /** An object that the guard keeps off the list: held or suppressed, and by which entry of which list. */
    public record Kept(String type, String value, String state, String list, String title, String entry) {}

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

    /** The list of this name. Throws {@link NotFound}. */
    public Line find(String name) {
        return all().stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    static NotFound unknown(String name) {
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

    static List<String> texts(Array array) throws SQLException {
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

    /** What the guard keeps off the list: what is held first, newest objects first. */
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
