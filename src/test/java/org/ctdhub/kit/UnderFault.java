// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.ctdhub.kit.CasePlayer.Played;
import org.ctdhub.net.HttpAnswer;
import org.ctdhub.registry.Pause;

/**
 * What has to have come of a case that met a fault.
 *
 * @param first whether its very first call met it, so that nothing can have come at all
 */
record UnderFault(String at, Fault fault, boolean first, Case story, Played played) {

    void check() {
        if (played.outcome().containsKey("pause")) {
            delivery();
        } else if (played.outcome().containsKey("signedIn")) {
            assertThat(played.outcome().get("signedIn")).as(at).isNotEqualTo(true);
            assertThat((String) played.outcome().get("advice")).as(at).isNotBlank();
        } else if (played.outcome().containsKey("notes")) {
            assertThat(Case.list(played.outcome().get("notes")))
                    .as(at)
                    .singleElement()
                    .asString()
                    .startsWith("How it is set up can't be read: ");
        } else if (played.outcome().get("pairs") instanceof Map<?, ?> pairs && Fault.IN_THE_BODY.contains(fault)) {
            // a page without a report in it: the question stays open
            assertThat(pairs)
                    .as(at)
                    .hasSizeLessThan(Case.list(story.given().get("sha1s")).size());
            assertThat(Case.map(story.then().get("pairs")).entrySet().containsAll(pairs.entrySet()))
                    .as(at)
                    .isTrue();
        } else {
            reading();
        }
    }

    private void delivery() {
        boolean looks = "look".equals(story.given().get("op"));
        List<?> outcomes = (List<?>) played.outcome().get("outcomes");
        if (fault.then() == Fault.Then.REFUSED && !looks) {
            assertThat(played.pause()).as(at).isEmpty();
            assertThat(outcomes)
                    .as(at)
                    .hasSameSizeAs(Case.list(story.given().get("items")))
                    .allSatisfy(
                            outcome -> assertThat(Case.texts(outcome)).as(at).containsEntry("outcome", "refused"));
            return;
        }
        assertThat(outcomes).as(at).isEmpty();
        Pause pause = played.pause().orElseThrow(() -> new AssertionError(at + " leaves the product alone"));
        assertThat(pause.unsure()).as(at).isEqualTo(looks || fault.then() == Fault.Then.UNSURE);
        assertThat(pause.wish()).as(at).isEqualTo(fault.then().pause().map(CasePlayer.CLOCK.instant()::plus));
        assertThat(pause.error()).as(at).isNotBlank();
    }

    private void reading() {
        Exception error = played.error().orElseThrow(() -> new AssertionError(at + " is an error"));
        assertThat(HttpAnswer.of(error, CasePlayer.CLOCK).kind()).as(at).isEqualTo(fault.kind());
        assertThat(played.outcome().get("snapshot"))
                .as(at + ": a snapshot that breaks off withdraws nothing")
                .isNotEqualTo(true);
        assertThat(played.outcome().get("entries"))
                .as(at + ": a list that breaks off is no list")
                .isNull();
        for (String what : List.of("objects", "detections", "refused", "unreadable")) {
            if (first && played.outcome().get(what) instanceof List<?> list) {
                assertThat(list).as(at + ": " + what).isEmpty();
            } else if (played.outcome().get(what) instanceof List<?> list) {
                assertThat(Case.list(story.then().get(what)).containsAll(list))
                        .as(at + ": no more than the case's " + what)
                        .isTrue();
            }
        }
        if (first && played.outcome().containsKey("position")) {
            assertThat(played.outcome().get("position"))
                    .as(at + ": the position stays")
                    .isEqualTo(Case.text(story.given(), "position"));
        }
    }
}
