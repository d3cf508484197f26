// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.RefusedException;
import org.ctdhub.policy.CapabilityRow;
import org.ctdhub.registry.AdmissionRules;
import org.ctdhub.registry.AdmissionRules.Rule;
import org.ctdhub.registry.Conflict;
import org.ctdhub.registry.IncomingCalls;
import org.ctdhub.registry.NotFound;
import org.ctdhub.registry.Subscribers;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The operator's API for who calls the hub: subscribers, who of them is let in, and what became of calls. */
@Tag(name = "Subscribers", description = "Who calls the hub, and who of them is let in.")
@RestController
@RequestMapping("/api/v1")
class SubscribersApi {

    private static final int LONGEST_NAME = 200;

    private final Subscribers subscribers;
    private final AdmissionRules rules;
    private final IncomingCalls calls;
    private final Admission admission;

    SubscribersApi(Subscribers subscribers, AdmissionRules rules, IncomingCalls calls, Admission admission) {
        this.subscribers = subscribers;
        this.rules = rules;
        this.calls = calls;
        this.admission = admission;
    }

    /** What a subscriber is let in as: a kind of product with its version if it is known, or just types. */
    record Let(String connector, String version, List<String> types) {}

    @Operation(summary = "Lists who called the hub lately, and what came of it.")
    @GetMapping("/calls")
    List<IncomingCalls.Line> calls() {
        return calls.all();
    }

    @Operation(summary = "Lists who registered, and how far behind each is.")
    @GetMapping("/subscribers")
    List<Subscribers.Line> subscribers() {
        return subscribers.all();
    }

    @Operation(summary = "Lets a subscriber in as a kind of product, or for some types.")
    @PostMapping("/subscribers/{id}/admit")
    Subscribers.Line admit(@PathVariable int id, @RequestBody Let let) throws RefusedException {
        CapabilityRow row = row(let);
        known(id);
        if (!subscribers.admit(id, row)) {
            throw new Conflict("This subscriber is gone. It has to call again before it can be let in.");
        }
        return known(id);
    }

    /** It reads nothing any more; if it registers again, it waits again, unless its key or a rule lets it in. */
    @Operation(summary = "Lets a subscriber read nothing any more.")
    @PostMapping("/subscribers/{id}/dismiss")
    Subscribers.Line dismiss(@PathVariable int id) {
        subscribers.unregister(known(id).client());
        return known(id);
    }

    @Operation(summary = "Lists the rules that let subscribers in by the name of their product.")
    @GetMapping("/admission-rules")
    List<Rule> rules() {
        return rules.all();
    }

    @Operation(summary = "Makes or replaces such a rule.")
    @PostMapping("/admission-rules")
    @ResponseStatus(HttpStatus.CREATED)
    Rule rule(@RequestBody Rule asked) {
        String name = asked.productName() == null ? "" : asked.productName().strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("'productName' is missing or longer than " + LONGEST_NAME
                    + " characters. GET /api/v1/subscribers shows what each subscriber calls itself.");
        }
        admission.row(asked.connector(), asked.version());
        rules.save(new Rule(name, asked.connector(), asked.version()));
        return rules.find(name).orElseThrow();
    }

    /** Whoever the rule let in stays. */
    @Operation(summary = "Removes such a rule; whoever it let in stays.")
    @DeleteMapping("/admission-rules")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void removeRule(@RequestParam String productName) {
        if (!rules.remove(productName.strip())) {
            throw new NotFound("There is no rule for this product name.");
        }
    }

    private CapabilityRow row(Let let) throws RefusedException {
        if ((let.connector() == null) == (let.types() == null || let.types().isEmpty())) {
            throw new IllegalArgumentException(
                    "Say what the subscriber is, {\"connector\": …}, or what it may read, {\"types\": [\"url\", …]}.");
        }
        return let.connector() != null
                ? admission.row(let.connector(), let.version())
                : CapabilityRow.keeping("by-type", types(let.types()));
    }

    private static Set<ObjectType> types(List<String> words) throws RefusedException {
        Set<ObjectType> types = EnumSet.noneOf(ObjectType.class);
        for (String word : words) {
            types.add(ObjectType.of(word));
        }
        return types;
    }

    private Subscribers.Line known(int id) {
        return subscribers.all().stream()
                .filter(line -> line.id() == id)
                .findFirst()
                .orElseThrow(() -> new NotFound("There is no such subscriber; GET /api/v1/subscribers lists them."));
    }
}
