// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.util.List;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.UserDefinedList;
import org.ctdhub.registry.UserDefinedList.Entry;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The user-defined list of a hub, as a test asks for it. */
final class TheList {

    private final UserDefinedList list;
    private final JdbcClient jdbc;
    private long cleared;

    TheList(ApplicationContext hub) {
        list = hub.getBean(UserDefinedList.class);
        jdbc = hub.getBean(JdbcClient.class);
    }

    void clear() {
        all().forEach(entry -> list.remove(entry.object(), Actor.HUB));
        cleared = jdbc.sql("select coalesce(max(id), 0) from audit")
                .query(Long.class)
                .single();
    }

    List<String> values() {
        return all().stream().map(entry -> entry.object().value()).toList();
    }

    Entry only() {
        List<Entry> all = all();
        if (all.size() != 1) {
            throw new AssertionError("One object was expected, these are there: " + values());
        }
        return all.get(0);
    }

    /** What was decided since the list was cleared, and by whom. */
    List<String> changes() {
        return jdbc.sql("""
                        select substring(subject from '/(.*)$') || ' by ' || upper(actor_kind) || ' ' || actor
                          from audit where id > ? order by id""").param(cleared).query(String.class).list();
    }

    private List<Entry> all() {
        return list.find(null, null, 1_000);
    }
}
