// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.io.Writer;

/** One record of the object list; its ID rises with every record that the sandbox makes. */
record SandboxRecord(long id, Finding finding) {

    /** Writes the REPORT element, in the order of elements that clients were seen to read. */
    void writeTo(Writer out) throws IOException {
        LabType type = finding.kind();
        out.write("<REPORT>");
        XmlText.element(out, "ID", Long.toString(id));
        XmlText.element(out, "ReportID", Long.toString(id));
        XmlText.element(out, "Action", finding.remove() ? "2" : "1");
        XmlText.element(out, "Type", Integer.toString(type.number()));
        XmlText.element(out, "Data", type.onTheWire(finding.value()));
        if (!finding.remove()) {
            writeVerdict(out, type);
        }
        out.write("</REPORT>");
    }

    private void writeVerdict(Writer out, LabType type) throws IOException {
        if (finding.expiresAt() != null) {
            XmlText.element(out, "ExpireTime", Long.toString(finding.expiresAt().getEpochSecond()));
        }
        XmlText.element(
                out, "RiskLevel", Integer.toString(Risk.of(finding.risk()).number()));
        XmlText.element(out, "ViolatedDTASPolicy", "Simulated finding " + id);
        if (type == LabType.FILE_SHA1) {
            XmlText.element(out, "SourceFileSHA1", type.onTheWire(finding.value()));
            XmlText.element(out, "RootFileSHA1", type.onTheWire(finding.value()));
        }
    }
}
