// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A sandbox's analysis reports: the only place where DTAS tells a file's SHA-256. */
final class SandboxReports {

    private static final int RUNNING = 102;
    private static final int UNKNOWN_SAMPLE = 421;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final Clock clock;
    private final Set<String> samples = new HashSet<>();
    private final Map<String, String> pairs = new HashMap<>();
    private final Map<String, Integer> pending = new HashMap<>();

    SandboxReports(Clock clock) {
        this.clock = clock;
    }

    synchronized void know(Finding finding) {
        if (finding.kind() == LabType.FILE_SHA1) {
            samples.add(finding.kind().canonical(finding.value()));
        }
        if (finding.sha256() != null) {
            knowPair(finding.value(), finding.sha256());
        }
    }

    synchronized void knowPair(String sha1, String sha256) {
        if (!LabType.SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("A SHA-256 has 64 hex digits, not " + Shown.of(sha256));
        }
        samples.add(key(sha1));
        pairs.put(key(sha1), LabType.FILE_SHA256.onTheWire(sha256));
    }

    synchronized void pend(String sha1, int times) {
        pending.put(key(sha1), times);
    }

    /** The report, a bare 102 while the analysis runs, or 421 for a sample that was never analysed. */
    synchronized Answer answer(String sha1) {
        String sample = key(sha1);
        if (!samples.contains(sample)) {
            return Answer.text(UNKNOWN_SAMPLE, "No such sample: " + Shown.of(sha1));
        }
        int waits = pending.getOrDefault(sample, 0);
        if (waits > 0) {
            pending.put(sample, waits - 1);
            return Answer.bare(RUNNING);
        }
        String sha256 = pairs.get(sample);
        return Answer.xml(out -> write(out, LabType.FILE_SHA1.onTheWire(sha1), sha256));
    }

    synchronized void clear() {
        samples.clear();
        pairs.clear();
        pending.clear();
    }

    private void write(Writer out, String sha1, String sha256) throws IOException {
        out.write("<REPORTS><IMAGE_TYPE><TYPE>Simulated image</TYPE></IMAGE_TYPE>");
        XmlText.element(out, "OVERALL_RISK_LEVEL", "3");
        out.write("<FILE_ANALYZE_REPORT>");
        XmlText.element(out, "FileSHA1", sha1);
        if (sha256 != null) {
            XmlText.element(out, "FileSHA256", sha256);
        }
        XmlText.element(
                out, "AnalyzeTime", clock.instant().atOffset(ZoneOffset.UTC).format(TIME));
        out.write("</FILE_ANALYZE_REPORT></REPORTS>");
    }

    private static String key(String sha1) {
        return LabType.FILE_SHA1.canonical(sha1);
    }
}
