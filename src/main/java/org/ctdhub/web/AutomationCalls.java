// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Risk;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.policy.ScanAction;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.ImpossibleException;
import org.ctdhub.registry.Presets;
import org.ctdhub.registry.Presets.Preset;
import org.ctdhub.registry.UserDefinedList;
import org.ctdhub.registry.UserDefinedList.Entry;
import org.ctdhub.registry.UserDefinedList.Wish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What the calls of the Automation API do: each is let in, confirmed, and only then read for what it wants. */
@Component
class AutomationCalls {

    private static final Logger LOG = LoggerFactory.getLogger(AutomationCalls.class);
    private static final int MOST_RECORDS = 100_000;
    private static final long LARGEST_BODY = 64L * 1024;

    /** Base64 makes a third more of 32 MiB, and a client may escape some of it. */
    private static final long LARGEST_FILE_BODY = 64L * 1024 * 1024;

    private final AutomationGate gate;
    private final UserDefinedList list;
    private final Presets presets;
    private final Clock clock;

    AutomationCalls(AutomationGate gate, UserDefinedList list, Presets presets, Clock clock) {
        this.gate = gate;
        this.list = list;
        this.presets = presets;
        this.clock = clock;
    }

    /** The answer to a call that went well; an {@link AutomationRefusal} if it doesn't. */
    JsonNode answer(AutomationResource resource, AutomationRequest request) throws IOException {
        return switch (resource) {
            case USER_DEFINED -> userDefined(request);
            case FILE -> file(request);
            case SERVERS -> servers(request);
        };
    }

    private JsonNode userDefined(AutomationRequest request) throws IOException {
        boolean writes = !request.method().equals("GET");
        TrustedCall call = gate.open(request, LARGEST_BODY);
        byte[] body = call.body().readAllBytes();
        call.confirm(writes);
        return switch (request.method()) {
            case "GET" -> find(request.query(), call);
            case "PUT" -> put(AutomationParam.of(body).wish(clock.instant()), call);
            default -> remove(request.query(), body, call);
        };
    }

    private JsonNode find(AutomationQuery query, TrustedCall call) {
        List<Entry> found = list.find(
                query.type().map(AutomationInput::type).orElse(null),
                query.contentFilter().map(AutomationInput::part).orElse(null),
                MOST_RECORDS);
        if (found.size() == MOST_RECORDS) {
            LOG.warn("A caller of the Automation API gets {} objects, and there may be more.", MOST_RECORDS);
        }
        return AutomationAnswer.done(
                AutomationAnswer.records(found, whenNotChosen()),
                call.application().readOnly());
    }

    /** Whoever reads the list sees what is done on a match, even if nobody chose it for the object. */
    private Map<ObjectType, ScanAction> whenNotChosen() {
        return presets.all().stream()
                .filter(preset -> preset.risk() == Risk.HIGH)
                .collect(Collectors.toMap(Preset::type, Preset::action));
    }

    private JsonNode put(Wish wish, TrustedCall call) {
        enter(wish, call);
        return AutomationAnswer.done(AutomationAnswer.array(), false);
    }

    private void enter(Wish wish, TrustedCall call) {
        try {
            list.put(wish, actor(call));
        } catch (ImpossibleException impossible) {
            throw new AutomationRefusal(AutomationCode.WRONG_INPUT, impossible.getMessage());
        }
    }

    /** Some clients name the object in the body, and then have no query. */
    private JsonNode remove(AutomationQuery query, byte[] body, TrustedCall call) {
        boolean inBody = query.type().isEmpty() && query.content().isEmpty();
        SuspiciousObject object =
                inBody && body.length > 0 ? AutomationParam.of(body).object() : object(query);
        if (!list.remove(object, actor(call))) {
            throw new AutomationRefusal(AutomationCode.NOT_FOUND, "This object is not on the user-defined list.");
        }
        return AutomationAnswer.done(AutomationAnswer.array(), false);
    }

    private static SuspiciousObject object(AutomationQuery query) {
        return AutomationInput.object(
                query.type().orElseThrow(() -> missing("type")), query.content().orElseThrow(() -> missing("content")));
    }

    private static AutomationRefusal missing(String name) {
        return new AutomationRefusal(
                AutomationCode.WRONG_PARAMETER, "The query has no " + name + "; ask as ?type=<type>&content=<value>.");
    }

    private JsonNode file(AutomationRequest request) throws IOException {
        TrustedCall call = gate.open(request, LARGEST_FILE_BODY);
        Wish wish;
        try {
            wish = SubmittedFile.read(call.body()).wish();
        } catch (AutomationRefusal unfit) {
            call.confirm(true); // whoever changed the file on its way learns nothing but that
            throw unfit;
        }
        call.confirm(true);
        enter(wish, call);
        return AutomationAnswer.olderDone(null);
    }

    /** The hub manages no servers; clients call this to test the connection. */
    private JsonNode servers(AutomationRequest request) throws IOException {
        gate.open(request, LARGEST_BODY).confirm(false);
        return AutomationAnswer.olderDone(AutomationAnswer.array());
    }

    private static Actor actor(TrustedCall call) {
        return new Actor(Actor.Kind.APPLICATION, call.application().id());
    }
}
