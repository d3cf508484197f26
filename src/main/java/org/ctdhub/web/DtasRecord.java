// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import org.ctdhub.object.ObjectType;
import org.ctdhub.registry.Change;
import org.ctdhub.registry.Exceptions;
import org.ctdhub.registry.LinkRecord;

/** A change as a record of the object list; elements in the order in which they are written (assumed). */
final class DtasRecord {

    private DtasRecord() {}

    static ObjectNode of(Change change) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.put("ID", String.valueOf(change.number()));
        record.put("Action", change.action().isPresent() ? "1" : "2");
        record.put("Type", type(change.object().type()));
        record.put("Data", data(change));
        change.action().ifPresent(action -> {
            record.put("ExpireTime", String.valueOf(epoch(change.expiresAt())));
            record.put("RiskLevel", String.valueOf(change.risk().number()));
            put(record, "ViolatedDTASPolicy", change.detection());
            put(record, "SourceFileSHA1", upper(change.sourceSha1()));
            put(record, "RootFileSHA1", upper(change.rootSha1()));
            record.put("ScanAction", action.word());
        });
        return record;
    }

    /** A row of the exceptions' log: the pattern where an object has its value. */
    static ObjectNode of(Exceptions.Change change) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.put("ID", String.valueOf(change.number()));
        record.put("Action", change.present() ? "1" : "2");
        record.put("Type", type(change.type()));
        record.put("Data", change.type().isFile() ? upper(change.pattern()) : change.pattern());
        return record;
    }

    private static String type(ObjectType type) {
        return String.valueOf(LinkRecord.TYPES.indexOf(type));
    }

    private static String data(Change change) {
        String value = change.object().value();
        return change.object().type().isFile() ? upper(value) : value;
    }

    private static long epoch(Instant expires) {
        return expires.equals(Instant.MAX) ? LinkRecord.NEVER : Math.min(expires.getEpochSecond(), LinkRecord.NEVER);
    }

    private static String upper(String hash) {
        return hash == null ? null : hash.toUpperCase(Locale.ROOT);
    }

    private static void put(ObjectNode record, String element, String text) {
        if (text != null) {
            record.put(element, text);
        }
    }
}
