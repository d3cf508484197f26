// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A server of findings: {@code POST /lab/objects} publishes them, or takes them back; all that come in one call, at one time. */
abstract class PublishingSimulator extends Simulator {

    /** Publishes these, or takes them back. */
    public abstract void publish(List<Finding> findings);

    /** What was published last of each, taken back or not. */
    abstract Collection<Finding> published();

    @Override
    public final List<LabObject> objects() {
        return published().stream()
                .filter(each -> !each.remove())
                .map(each -> new LabObject(each.type(), each.value(), null))
                .sorted()
                .toList();
    }

    @Override
    final Answer lab(Request request) {
        if (request.method().equals("POST") && request.path().equals("/lab/objects")) {
            List<Finding> findings = PostedFinding.findings(PostedFinding.read(request.body()));
            publish(findings);
            return Answer.json(200, Map.of("added", findings.size()));
        }
        return super.lab(request);
    }
}
