// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctdhub.object.ObjectType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How long objects of a type stay that nobody gave a date. */
@Repository
public class Lives {

    private static final int LONGEST = 3_650;

    private final JdbcClient jdbc;
    private final Tasks tasks;

    public Lives(JdbcClient jdbc, Tasks tasks) {
        this.jdbc = jdbc;
        this.tasks = tasks;
    }

    /**
     * One type's.
     *
     * @param days from the last report; null: for ever
     */
    public record Life(ObjectType type, Integer days) {}

    /** Every type's, by type. */
    public List<Life> all() {
        return jdbc.sql("select type, days from life order by type")
                .query((row, n) ->
                        new Life(Stored.type(row.getString("type")), row.getObject("days", Integer.class)))
                .list();
    }

    /** Sets it for existing and future objects. */
    public Task set(ObjectType type, Integer days, Actor by) {
        return tasks.start(work(type, days, by));
    }

    /** What that would do. */
    public Effect preview(ObjectType type, Integer days, Actor by) {
        return tasks.preview(work(type, days, by));
    }

    Work work(ObjectType type, Integer days, Actor by) {
        if (days != null && (days < 1 || days > LONGEST)) {
            throw new ImpossibleException(
                    "A life of " + days + " days can't be. Use 1 to " + LONGEST + ", or null for ever.");
        }
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("type", type.word());
        detail.put("days", days);
        return new Work(Work.Kind.LIFE, detail, by, this::write);
    }

    private void write(Map<String, Object> detail) {
        detail.put(
                "before",
                jdbc.sql("select days from life where type = :type")
                        .params(detail)
                        .query((row, n) -> row.getObject("days", Integer.class))
                        .list()
                        .get(0));
        jdbc.sql("update life set days = :days::int where type = :type")
                .params(detail)
                .update();
    }
}
