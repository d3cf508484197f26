// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.UserDefinedList.Entry;

/** The bodies of answers. Numbers are numbers on the wire, and a list is one even if nothing is on it. */
final class AutomationAnswer {

    private static final String FULL = "255";
    private static final String READ_ONLY = "1";
    private static final String ON_PREMISES = "1";

    private AutomationAnswer() {}

    /** The newer form: it was done. */
    static ObjectNode done(ArrayNode data, boolean readOnly) {
        return envelope(data, 1, 0, "", readOnly);
    }

    /** The newer form: it was not done. */
    static ObjectNode failed(AutomationRefusal refusal) {
        return envelope(array(), 0, refusal.code().error(), refusal.getMessage(), false);
    }

    private static ObjectNode envelope(ArrayNode data, int result, int error, String message, boolean readOnly) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.set("Data", data);
        answer.putObject("Meta").put("Result", result).put("ErrorCode", error).put("ErrorMsg", message);
        answer.putObject("PermissionCtrl")
                .put("permission", readOnly ? READ_ONLY : FULL)
                .putNull("elements");
        answer.putObject("FeatureCtrl").put("mode", ON_PREMISES);
        answer.putObject("SystemCtrl").put("TmcmSoDist_Role", "none");
        return answer;
    }

    /** The older form: it was done; the content may be null. */
    static ObjectNode olderDone(ArrayNode content) {
        ObjectNode answer = older(1, "Operation successful");
        answer.set("result_content", content);
        return answer;
    }

    /** The older form: it was not done. */
    static ObjectNode olderFailed(AutomationRefusal refusal) {
        return older(refusal.code().result(), refusal.getMessage());
    }

    private static ObjectNode older(int code, String description) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("result_code", code)
                .put("result_description", description)
                .putNull("result_content");
    }

    /** Entries as the list shows them; without an action of their own they have their type's. */
    static ArrayNode records(List<Entry> entries, Map<ObjectType, ScanAction> otherwise) {
        ArrayNode records = array();
        for (Entry entry : entries) {
            records.addObject()
                    .put("type", entry.object().type().word())
                    .put("content", content(entry.object()))
                    .put("notes", entry.notes() == null ? "" : entry.notes())
                    .put(
                            "scan_action",
                            (entry.action() == null
                                            ? otherwise.get(entry.object().type())
                                            : entry.action())
                                    .word())
                    .put("expiration_utc_date", AutomationDate.write(entry.expiresAt()));
        }
        return records;
    }

    private static String content(SuspiciousObject object) {
        return object.type().isFile() ? object.value().toUpperCase(Locale.ROOT) : object.value();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
