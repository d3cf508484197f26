// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.ctdhub.auth.Role;
import org.ctdhub.format.StixWriter;
import org.ctdhub.format.StrictJson;
import org.ctdhub.registry.Submissions;
import org.ctdhub.web.TaxiiObjects.Found;
import org.ctdhub.web.TaxiiObjects.Served;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The consolidated list by TAXII 2.1, a standard of OASIS: collections of indicators, read by date and in pages. */
@RestController
@RequestMapping(path = TaxiiPaths.DISCOVERY, produces = TaxiiAnswer.MEDIA_TYPE)
class TaxiiApi {

    private static final String COLLECTION = TaxiiPaths.ROOT + "/collections/{collection}";
    private static final String OBJECT = COLLECTION + "/objects/{id}";
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final TaxiiObjects objects;
    private final TaxiiIntake intake;
    private final Submissions submissions;
    private final WhoAsks who;

    TaxiiApi(TaxiiObjects objects, TaxiiIntake intake, Submissions submissions, WhoAsks who) {
        this.objects = objects;
        this.intake = intake;
        this.submissions = submissions;
        this.who = who;
    }

    @GetMapping
    byte[] discovery(HttpServletRequest http) {
        String root = http.getRequestURL().toString().replaceFirst("/+$", "") + TaxiiPaths.ROOT + "/";
        Map<String, Object> discovery = new LinkedHashMap<>();
        discovery.put("title", "ctd-hub");
        discovery.put("description", "Suspicious objects, each with the scan action that was chosen for it.");
        discovery.put("default", root);
        discovery.put("api_roots", List.of(root));
        return json(discovery);
    }

    @GetMapping(TaxiiPaths.ROOT)
    byte[] root() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("title", "ctd-hub");
        root.put("versions", List.of(TaxiiAnswer.MEDIA_TYPE));
        root.put("max_content_length", TaxiiIntake.LONGEST);
        return json(root);
    }

    @GetMapping(TaxiiPaths.ROOT + "/collections")
    byte[] collections(BearerAuthentication caller) {
        return json(Map.of(
                "collections",
                Arrays.stream(TaxiiCollection.values())
                        .map(each -> described(each, caller))
                        .toList()));
    }

    @GetMapping(COLLECTION)
    byte[] collection(@PathVariable String collection, BearerAuthentication caller) {
        return json(described(named(collection), caller));
    }

    private static Map<String, Object> described(TaxiiCollection collection, BearerAuthentication caller) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("id", collection.id());
        described.put("title", collection.title());
        described.put("alias", collection.alias());
        described.put("can_read", true);
        described.put("can_write", collection.takesObjects() && caller.token().role() != Role.VIEWER);
        described.put("media_types", List.of(TaxiiAnswer.STIX));
        return described;
    }

    @GetMapping(COLLECTION + "/manifest")
    ResponseEntity<byte[]> manifest(@PathVariable String collection, HttpServletRequest http) {
        Found found = objects.page(named(collection), TaxiiQuery.of(http));
        return page(found, "objects", TaxiiApi::record);
    }

    private static Object record(Served object) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("id", object.id());
        record.put("date_added", MICROSECONDS.format(object.dateAdded()));
        record.put("version", StixWriter.date(object.version()));
        record.put("media_type", TaxiiAnswer.STIX);
        return record;
    }

    @GetMapping(COLLECTION + "/objects")
    ResponseEntity<byte[]> objects(@PathVariable String collection, HttpServletRequest http) {
        Found found = objects.page(named(collection), TaxiiQuery.of(http));
        return page(found, "objects", object -> object.stix().get());
    }

    @GetMapping(OBJECT)
    ResponseEntity<byte[]> object(@PathVariable String collection, @PathVariable String id, HttpServletRequest http) {
        return page(
                one(collection, id, http), "objects", object -> object.stix().get());
    }

    @GetMapping(OBJECT + "/versions")
    ResponseEntity<byte[]> versions(@PathVariable String collection, @PathVariable String id, HttpServletRequest http) {
        return page(one(collection, id, http), "versions", object -> StixWriter.date(object.version()));
    }

    private Found one(String collection, String id, HttpServletRequest http) {
        TaxiiCollection named = named(collection);
        Found found = objects.page(named, TaxiiQuery.of(http).only(id));
        if (found.objects().isEmpty() && !objects.holds(named, id)) {
            throw noObject();
        }
        return found;
    }

    /** Adds indicators, or takes off those that come as revoked. */
    @PostMapping(path = COLLECTION + "/objects", consumes = TaxiiAnswer.MEDIA_TYPE)
    ResponseEntity<byte[]> add(@PathVariable String collection, HttpServletRequest http) throws IOException {
        writable(collection);
        byte[] envelope = http.getInputStream().readNBytes(TaxiiIntake.LONGEST + 1);
        if (envelope.length > TaxiiIntake.LONGEST) {
            throw new TaxiiRefusal(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "The body has more than " + TaxiiIntake.LONGEST + " bytes; send its objects in several.");
        }
        return ResponseEntity.accepted().body(json(intake.take(envelope, who.actor())));
    }

    @GetMapping(TaxiiPaths.ROOT + "/status/{id}")
    byte[] status(@PathVariable UUID id) {
        return json(submissions
                .find(id)
                .orElseThrow(() -> TaxiiRefusal.notFound("There is no status of this id; each is kept for a week.")));
    }

    /** Takes an object off the list; readers see it revoked. */
    @DeleteMapping(OBJECT)
    ResponseEntity<Void> delete(@PathVariable String collection, @PathVariable String id, HttpServletRequest http) {
        TaxiiCollection named = writable(collection);
        boolean removed =
                !objects.page(named, TaxiiQuery.of(http).only(id)).objects().isEmpty()
                        && objects.standing(named, id)
                                .filter(found -> intake.remove(found.object(), who.actor()))
                                .isPresent();
        if (!removed) {
            throw noObject();
        }
        return ResponseEntity.ok().build();
    }

    /** An envelope, or what is built like one; what holds nothing is an empty object. */
    private static ResponseEntity<byte[]> page(Found found, String name, Function<Served, Object> shown) {
        List<Served> page = found.objects();
        Map<String, Object> answer = new LinkedHashMap<>();
        if (page.isEmpty()) {
            return ResponseEntity.ok(json(answer));
        }
        found.next().ifPresent(next -> {
            answer.put("more", true);
            answer.put("next", next.toString());
        });
        answer.put(name, page.stream().map(shown).toList());
        return ResponseEntity.ok()
                .header(
                        "X-TAXII-Date-Added-First",
                        MICROSECONDS.format(page.get(0).dateAdded()))
                .header(
                        "X-TAXII-Date-Added-Last",
                        MICROSECONDS.format(page.get(page.size() - 1).dateAdded()))
                .body(json(answer));
    }

    private static TaxiiCollection writable(String name) {
        TaxiiCollection collection = named(name);
        if (!collection.takesObjects()) {
            throw new TaxiiRefusal(
                    HttpStatus.FORBIDDEN,
                    "Nobody writes into this collection; " + TaxiiCollection.USER_DEFINED.alias() + " takes objects.");
        }
        return collection;
    }

    private static TaxiiCollection named(String name) {
        return TaxiiCollection.of(name)
                .orElseThrow(() -> TaxiiRefusal.notFound("There is no such collection; the API root lists them."));
    }

    private static TaxiiRefusal noObject() {
        return TaxiiRefusal.notFound("There is no such object in this collection.");
    }

    private static byte[] json(Map<String, Object> answer) {
        JsonNode tree = StrictJson.tree(answer);
        return StrictJson.write(tree);
    }
}
