// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ExceptionPattern;
import org.ctdhub.policy.ExceptionPattern.Exact;
import org.ctdhub.policy.ExceptionPattern.Host;
import org.ctdhub.policy.ExceptionPattern.Range;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rules that take objects off the consolidated list without forgetting them. */
@Repository
public class Exceptions {

    private static final int LONGEST_NOTES = 256;

    /** A pattern may be longer than an index takes. */
    private static final String KEY = "left(e.pattern, 100) collate \"C\"";

    private final JdbcClient jdbc;
    private final Tasks tasks;
    private final Clock clock;

    public Exceptions(JdbcClient jdbc, Tasks tasks, Clock clock) {
        this.jdbc = jdbc;
        this.tasks = tasks;
        this.clock = clock;
    }

    /**
     * One exception.
     *
     * @param source {@code person}; {@code setting} or {@code hub} for what can't be taken away here
     * @param holds how many objects it holds back now
     * @param number rises with each change
     */
    public record Rule(
            long id,
            ObjectType type,
            String pattern,
            String notes,
            String source,
            String decidedBy,
            Instant decidedAt,
            long holds,
            long number) {}

    /** A row of the exceptions' own log: present or, once taken away, not. */
    public record Change(long number, ObjectType type, String pattern, boolean present) {}

    /** Adds an exception; its task's detail names it. Throws {@link Conflict} if it is there already. */
    public Task add(ExceptionPattern pattern, String notes, Actor by) {
        return tasks.start(work(pattern, notes, by));
    }

    /** What adding it would do. */
    public Effect preview(ExceptionPattern pattern, String notes, Actor by) {
        return tasks.preview(work(pattern, notes, by));
    }

    /** Takes exceptions away, all of them or none; what they alone held back returns. */
    public Task remove(List<Long> ids, Actor by) {
        return tasks.start(removal(ids, by));
    }

    /** What taking them away would do. */
    public Effect previewRemoval(List<Long> ids, Actor by) {
        return tasks.preview(removal(ids, by));
    }

    /** The exception, if it is in force. */
    public Optional<Rule> find(long id) {
        return jdbc.sql(SELECT + " where e.present and e.id = :id")
                .param("id", id)
                .query(Exceptions::rule)
                .optional();
    }

    /** In what order pages come. */
    public enum Sort {
        OLDEST("e.id", "e.id > :after"),
        NEWEST("e.id desc", "e.id < :after"),
        /** By the first 100 characters of their patterns, as bytes go. */
        PATTERN(
                KEY + ", e.id",
                "(" + KEY + ", e.id) > (select " + KEY + ", e.id from exception e where e.id = :after)");

        private final String by;
        private final String behind;

        Sort(String by, String behind) {
            this.by = by;
            this.behind = behind;
        }

        /** The order of a word, such as {@code newest}; an {@link IllegalArgumentException} names those that there are. */
        public static Sort of(String word) {
            return Orders.of(Sort.class, word);
        }

        /** What there is to choose from. */
        public static List<String> words() {
            return Orders.words(Sort.class);
        }

        /** As the API and the console have it. */
        public String word() {
            return Orders.word(this);
        }
    }

    /** A page of the exceptions in force, behind the one with this id; 0 begins. */
    public List<Rule> page(ObjectType type, String text, Sort sort, long after, int most) {
        return jdbc.sql(SELECT + """
                         where e.present
                           and (:type::text is null or e.type = :type)
                           and (:text::text is null or position(lower(:text) in lower(e.pattern)) > 0)
                           and """ + (after == 0 ? " true" : " " + sort.behind) + " order by " + sort.by
                        + " limit :most")
                .param("after", after)
                .param("type", type == null ? null : type.word())
                .param("text", text)
                .param("most", most)
                .query(Exceptions::rule)
                .list();
    }

    /** What changed behind a number, in rising order; from 0 only what is in force. */
    public List<Change> changes(long after, int most) {
        return jdbc.sql("""
                        select seq, type, pattern, present from exception
                         where seq > :after and (present or :after > 0) order by seq limit :most""")
                .param("after", after)
                .param("most", most)
                .query((row, n) -> new Change(
                        row.getLong("seq"),
                        Stored.type(row.getString("type")),
                        row.getString("pattern"),
                        row.getBoolean("present")))
                .list();
    }

    /** The pattern of an own network or domain that covers this object, if one does: it can never be listed. */
    public Optional<String> ownThatCovers(SuspiciousObject object) {
        return jdbc.sql("""
                        select e.pattern from exception e
                         where e.present and e.source = 'setting' and e.type = :type
                           and ((e.kind = 'host' and (:host::text collate "C" = e.host) <> e.below
                                 and starts_with(:host, e.host))
                                or (e.kind = 'address' and inetrange(e.low, e.high, '[]') @> :addr::inet))
                         limit 1""")
                .param("type", object.type().word())
                .param("host", MatchKey.host(object))
                .param("addr", MatchKey.address(object))
                .query(String.class)
                .optional();
    }

    Work work(ExceptionPattern pattern, String notes, Actor by) {
        if (notes != null && notes.length() > LONGEST_NOTES) {
            throw new ImpossibleException("The notes have " + notes.length() + " characters; at most " + LONGEST_NOTES
                    + " are kept. Shorten them.");
        }
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("type", pattern.type().word());
        detail.put("pattern", pattern.text());
        detail.put("notes", notes);
        return new Work(Work.Kind.EXCEPT, detail, by, d -> insert(pattern, by, d));
    }

    private void insert(ExceptionPattern pattern, Actor by, Map<String, Object> detail) {
        idOf(pattern).ifPresent(id -> {
            throw new Conflict("This exception is there already, as number " + id + ". Nothing was changed.");
        });
        detail.put("exception", insert(pattern, by, (String) detail.get("notes"), "person"));
    }

    /** Whether somebody made this exception already. */
    boolean isThere(ExceptionPattern pattern) {
        return idOf(pattern).isPresent();
    }

    private Optional<Long> idOf(ExceptionPattern pattern) {
        return jdbc.sql("""
                        select id from exception
                         where present and type = :type and pattern = :pattern and source = 'person'""")
                .param("type", pattern.type().word())
                .param("pattern", pattern.text())
                .query(Long.class)
                .optional();
    }

    long insert(ExceptionPattern pattern, Actor by, String notes, String source) {
        return jdbc.sql("""
                        insert into exception (seq, type, pattern, kind, digest, scheme, host, below, port, path, open,
                                               low, high, notes, source, decided_by, decided_at)
                        values (nextval('change_seq'), :type, :pattern, :kind, sha256(convert_to(:value, 'UTF8')),
                                :scheme, :host, :below, :port, :path, :open, :low::inet, :high::inet,
                                :notes, :source, :by, :at::timestamptz)
                        returning id""")
                .params(columns(pattern))
                .param("notes", notes)
                .param("source", source)
                .param("by", by.name())
                .param("at", clock.instant().toString())
                .query(Long.class)
                .single();
    }

    private static Map<String, Object> columns(ExceptionPattern pattern) {
        Map<String, Object> columns = new LinkedHashMap<>();
        for (String name : List.of("value", "scheme", "host", "port", "path", "low", "high")) {
            columns.put(name, null);
        }
        columns.put("below", false);
        columns.put("open", false);
        columns.put("type", pattern.type().word());
        columns.put("pattern", pattern.text());
        if (pattern.kind() instanceof Exact exact) {
            columns.put("kind", "exact");
            columns.put("value", exact.value());
        } else if (pattern.kind() instanceof Range range) {
            columns.put("kind", "address");
            columns.put("low", range.low());
            columns.put("high", range.high());
            columns.put("port", "*");
        } else {
            columns.putAll(columns((Host) pattern.kind()));
        }
        return columns;
    }

    private static Map<String, Object> columns(Host rule) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("kind", "host");
        columns.put("host", rule.reversedHost());
        columns.put("scheme", rule.scheme());
        columns.put("below", rule.below());
        columns.put("port", rule.port());
        columns.put("path", rule.path());
        columns.put("open", rule.open());
        return columns;
    }

    Work removal(List<Long> ids, Actor by) {
        if (ids.isEmpty()) {
            throw new ImpossibleException("No exception is named. Name those that shall go.");
        }
        ids.forEach(this::checkRemovable);
        return new Work(
                Work.Kind.READMIT,
                about(ids),
                by,
                d -> ids.forEach(id -> {
                    if (!takeAway(id)) {
                        throw new NotFound("There is no exception " + id + ".");
                    }
                }));
    }

    private void checkRemovable(long id) {
        Rule rule = find(id).orElseThrow(() -> new NotFound("There is no exception " + id + "."));
        if (rule.source().equals("setting")) {
            throw new ImpossibleException("The exception " + rule.pattern()
                    + " follows from the setting ctd.own. Change the setting, and start the hub again.");
        }
        if (rule.source().equals("hub") && followsHub(id)) {
            throw new Conflict(
                    "The exception " + rule.pattern() + " was made at the hub of this edge. Take it away there.");
        }
    }

    /** One by what it says, several by their numbers. */
    private Map<String, Object> about(List<Long> ids) {
        if (ids.size() > 1) {
            return new LinkedHashMap<>(Map.of("exceptions", ids));
        }
        return jdbc.sql("select id as exception, type, pattern, notes from exception where id = :id")
                .param("id", ids.get(0))
                .query((row, n) -> {
                    Map<String, Object> one = new LinkedHashMap<>();
                    one.put("exception", row.getLong("exception"));
                    one.put("type", row.getString("type"));
                    one.put("pattern", row.getString("pattern"));
                    one.put("notes", row.getString("notes"));
                    return one;
                })
                .single();
    }

    private boolean followsHub(long id) {
        return jdbc.sql("""
                        select e.origin_seq is not null and f.role = 'edge' from exception e cross join federation f
                         where e.id = :id""").param("id", id).query(Boolean.class).single();
    }

    /** The hub's exception of this pattern, if it is in force here. */
    Optional<Long> ofHub(ExceptionPattern pattern) {
        return jdbc.sql("""
                        select id from exception
                         where present and source = 'hub' and type = :type and pattern = :pattern""")
                .param("type", pattern.type().word())
                .param("pattern", pattern.text())
                .query(Long.class)
                .optional();
    }

    /** The hub's exceptions in some buckets, by type and pattern. */
    Map<String, Long> ofHubIn(List<String> buckets) {
        Map<String, Long> all = new LinkedHashMap<>();
        jdbc.sql("""
                        select e.type || ' ' || e.pattern, e.id
                          from exception e
                         cross join unnest(:buckets) n
                         cross join lateral bucket_range(n) b
                         where e.present and e.source = 'hub' and e.origin_seq is not null and b.type = e.type
                           and substr(sha256(convert_to(e.pattern, 'UTF8')), 1, 1) = b.low""").param("buckets", buckets.toArray(String[]::new)).query(row -> {
            all.put(row.getString(1), row.getLong(2));
        });
        return all;
    }

    /** Notes under which number the hub told of a pattern. */
    void number(ExceptionPattern pattern, long number) {
        jdbc.sql("""
                        update exception set origin_seq = :number
                         where present and source = 'hub' and type = :type and pattern = :pattern""")
                .param("number", number)
                .param("type", pattern.type().word())
                .param("pattern", pattern.text())
                .update();
    }

    /** Under the list lock; false if somebody else took it away at the same moment. */
    boolean takeAway(long id) {
        return jdbc.sql("update exception set present = false, seq = nextval('change_seq') where id = :id and present")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** The same rules again, after they were taken away. */
    Work again(List<Long> ids, Actor by) {
        return new Work(Work.Kind.EXCEPT, about(ids), by, d -> ids.forEach(this::putBack));
    }

    /** The exceptions that a decision was about. */
    static List<Long> in(Map<String, Object> detail) {
        return detail.get("exceptions") instanceof List<?> several
                ? several.stream().map(id -> ((Number) id).longValue()).toList()
                : List.of(((Number) detail.get("exception")).longValue());
    }

    /** Under the list lock. Throws {@link Conflict} if somebody made the same rule meanwhile. */
    private void putBack(long id) {
        jdbc.sql("""
                        select other.id from exception e
                          join exception other using (type, pattern, source)
                         where e.id = :id and other.present and other.id <> e.id""").param("id", id).query(Long.class).optional().ifPresent(other -> {
            throw new Conflict("This exception is there already, as number " + other + ". Nothing was changed.");
        });
        jdbc.sql("update exception set present = true, seq = nextval('change_seq') where id = :id")
                .param("id", id)
                .update();
    }

    private static Rule rule(ResultSet row, int n) throws SQLException {
        return new Rule(
                row.getLong("id"),
                Stored.type(row.getString("type")),
                row.getString("pattern"),
                row.getString("notes"),
                row.getString("source"),
                row.getString("decided_by"),
                Stored.instant(row, "decided_at"),
                row.getLong("holds"),
                row.getLong("seq"));
    }

    private static final String SELECT = """
            select e.*, (select count(*) from exception_hit h
                          where h.exception_id = e.id
                            and exists (select from entry x where x.object_id = h.object_id and x.present)) as holds
              from exception e
            """;

    /** The ids of the rules that follow from a setting, by type and pattern. */
    Map<String, Long> ofSetting() {
        Map<String, Long> all = new LinkedHashMap<>();
        jdbc.sql("select type || ' ' || pattern, id from exception where present and source = 'setting'")
                .query(row -> {
                    all.put(row.getString(1), row.getLong(2));
                });
        return all;
    }
}
