// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ctdhub.object.SuspiciousObject;

/**
 * Which detections somebody asks for; null means that it doesn't matter.
 *
 * @param product the name of the product that reported it
 * @param type an object type's word, as it was reported
 * @param value as it was reported, or as the hub knows it
 * @param object the object that the value names, or null if it names none; then its other names count as well
 * @param list the list on which the object stood: virtual_analyzer, user_defined or none
 * @param matched whether the hub knew the object
 * @param text a part of its value, endpoint, user, path, address or rule
 * @param since happened at this time or later
 * @param until happened before this time
 */
public record DetectionFilter(
        String product,
        String type,
        String value,
        SuspiciousObject object,
        String action,
        String list,
        String scan,
        String endpoint,
        String user,
        String path,
        String address,
        String rule,
        String id,
        Boolean matched,
        String text,
        Instant since,
        Instant until) {

    /** The lists on which what was met can have stood. */
    public static final List<String> LISTS = List.of("virtual_analyzer", "user_defined", "none");

    /** The condition in SQL over {@code detection d}; puts its parameters beside the others. */
    String where(Map<String, Object> parameters) {
        List<String> all = new ArrayList<>();
        add(all, parameters, "since", since, "d.at >= :since::timestamptz");
        add(all, parameters, "until", until, "d.at < :until::timestamptz");
        add(all, parameters, "product", product, "d.product_id = (select id from product where name = :product)");
        add(all, parameters, "action", action, "d.action = :action");
        add(all, parameters, "list", list, "d.list = :list");
        add(all, parameters, "scan", scan, "d.scan = :scan");
        add(all, parameters, "endpoint", endpoint, "d.endpoint = :endpoint");
        add(all, parameters, "user", user, "d.account = :user");
        add(all, parameters, "path", path, "d.path = :path");
        add(all, parameters, "address", address, "d.address = :address");
        add(all, parameters, "rule", rule, "d.rule = :rule");
        add(all, parameters, "id", id, "d.event_id = :id");
        add(all, parameters, "matched", matched, "(d.object_id is not null) = :matched::boolean");
        add(all, parameters, "text", text, """
                position(lower(:text) in lower(concat_ws(E'\\n', d.value, d.reported, d.endpoint, d.account, d.path,
                                                         d.address, d.rule))) > 0""");
        if (object != null) {
            parameters.put("objectType", object.type().word());
            parameters.put("objectValue", object.value());
            all.add("""
                    (d.value = :objectValue
                     or d.object_id = (select o.id from object o
                                        where o.type = :objectType and o.digest = sha256(convert_to(:objectValue, 'UTF8'))))""");
        } else {
            add(all, parameters, "value", value, "d.value = :value");
            add(all, parameters, "type", type, "d.type = :type");
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
}
