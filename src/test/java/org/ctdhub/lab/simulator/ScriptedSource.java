// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A source that gives the answers it was told, one a request, and then empty lists; it keeps what it was asked. */
final class ScriptedSource extends Simulator {

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    void answers(int status, String text) {
        answers.add(Answer.text(status, text));
    }

    void lists(String... records) {
        answers(
                200,
                "<Return><REPORTS><REPORT>" + String.join("</REPORT><REPORT>", records)
                        + "</REPORT></REPORTS></Return>");
    }

    /** Service and LastQueryID of each request, such as "get_black_lists 3". */
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public List<LabObject> objects() {
        return List.of();
    }

    @Override
    Answer product(Request request) {
        String service = request.path().substring(request.path().lastIndexOf('/') + 1);
        asked.add(request.header("X-DTAS-LastQueryID")
                .map(id -> service + " " + id)
                .orElse(service));
        if (!service.equals("get_black_lists")) {
            return Answer.text(200, "");
        }
        Answer next = answers.poll();
        return next == null ? Answer.text(200, "<Return><REPORTS/></Return>") : next;
    }
}
