// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which objects somebody asks for; null means that it doesn't matter.
 *
 * @param type an object type's word
 * @param list {@code virtual_analyzer} or {@code user_defined}
 * @param risk low, medium or high, as the consolidated list has it
 * @param action the scan action on the consolidated list
 * @param source the name of a product that reported it
 * @param state {@code listed}, {@code excepted}, {@code held}, {@code suppressed} or {@code gone}
 * @param text a part of the value
 * @param since changed on the list at this time or later
 * @param until changed on the list before this time
 */
public record Filter(
        String type,
        String list,
        String risk,
        String action,
        String source,
        String state,
        String text,
        Instant since,
        Instant until) {

    /** The states that an object can be in. */
    public static final List<String> STATES = List.of("listed", "excepted", "held", "suppressed", "gone");

    /** Every object. */
    public static final Filter ALL = new Filter(null, null, null, null, null, null, null, null, null);

    /** The same for the objects of one list alone. */
    public Filter onList(String list) {
        return new Filter(type, list, risk, action, source, state, text, since, until);
    }

    /** As it stands in a task's detail. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", type);
        map.put("list", list);
        map.put("risk", risk);
        map.put("action", action);
        map.put("source", source);
        map.put("state", state);
        map.put("text", text);
        map.put("since", since == null ? null : since.toString());
        map.put("until", until == null ? null : until.toString());
        map.values().removeIf(Objects::isNull);
        return map;
    }

    static Filter of(Map<?, ?> map) {
        return new Filter(
                (String) map.get("type"),
                (String) map.get("list"),
                (String) map.get("risk"),
                (String) map.get("action"),
                (String) map.get("source"),
                (String) map.get("state"),
                (String) map.get("text"),
                instant(map.get("since")),
                instant(map.get("until")));
    }

    private static Instant instant(Object text) {
        return text == null ? null : Instant.parse(text.toString());
    }

    /** The condition in SQL over {@code object o left join listed l}; puts its parameters beside the others. */
    String where(Map<String, Object> parameters) {
        List<String> all = new ArrayList<>();
        add(all, parameters, "type", type, "o.type = :type");
        add(all, parameters, "list", list, """
                exists (select from entry e where e.object_id = o.id and e.list = :list and e.present)""");
        // by columns that the planner knows, and not by what is made of them: else it takes any answer for a short one
        add(all, parameters, "risk", risk, """
                (l.ud_action is not null and :risk = 'high'
                 or l.ud_action is null and l.va_risk = array_position('{low,medium,high}', :risk))""");
        add(all, parameters, "action", action, """
                (l.ud_action = :action or l.ud_action is null and l.va_action = :action)""");
        add(all, parameters, "source", source, """
                exists (select from sighting s join product p on p.id = s.product_id
                         where s.object_id = o.id and s.withdrawn_at is null and p.name = :source)""");
        add(all, parameters, "text", text, "position(lower(:text) in lower(o.value)) > 0");
        add(all, parameters, "since", since, "l.changed_at >= :since::timestamptz");
        add(all, parameters, "until", until, "l.changed_at < :until::timestamptz");
        if (state != null) {
            all.add(inState(state));
        }
        return all.isEmpty() ? "true" : String.join(" and ", all);
    }

    private static void add(
            List<String> all, Map<String, Object> parameters, String name, Object value, String condition) {
        if (value != null) {
            all.add(condition);
            parameters.put(name, value.toString());
        }
    }

    private static String inState(String state) {
        return switch (state) {
            case "listed" -> "l.present";
            case "excepted" -> """
                    exists (select from exception_hit h where h.object_id = o.id)
                    and exists (select from entry e where e.object_id = o.id and e.present)""";
            case "held" -> """
                    (exists (select from decision d where d.object_id = o.id and d.hold)
                     or exists (select from guarded g where g.object_id = o.id and g.state = 'held')
                        and exists (select from entry e where e.object_id = o.id and e.present))""";
            case "suppressed" -> """
                    exists (select from guarded g where g.object_id = o.id and g.state = 'suppressed')
                    and exists (select from entry e where e.object_id = o.id and e.present)""";
            default -> "not exists (select from entry e where e.object_id = o.id and e.present)";
        };
    }
}
