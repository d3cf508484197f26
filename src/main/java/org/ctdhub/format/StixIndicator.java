// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What is needed of one object of a bundle, whose fields come in any order. */
final class StixIndicator {

    private long line;
    private String type;
    private String pattern;
    private String patternType = "stix";
    private String validUntil;
    private String name;
    private String description;
    private boolean revoked;
    private boolean benign;

    StixIndicator(long line) {
        this.line = line;
    }

    void read(String field, JsonWalk walk) throws IOException {
        switch (field) {
            case "type" -> type = walk.text();
            case "pattern" -> {
                line = walk.line();
                pattern = walk.text();
            }
            case "pattern_type" -> patternType = walk.text();
            case "valid_until" -> validUntil = walk.text();
            case "name" -> name = walk.text();
            case "description" -> description = walk.text();
            case "revoked" -> revoked = "true".equals(walk.text());
            // the second in version 2.0
            case "indicator_types", "labels" -> walk.elements(none -> benign |= "benign".equals(walk.text()));
            default -> walk.skip();
        }
    }

    void handTo(Intake intake) {
        if (!"indicator".equals(type)) {
            return;
        }
        if (revoked) {
            intake.fault(line, "revoked", "Its maker revoked this indicator. Leave it out.", pattern);
        } else if (benign) {
            intake.fault(line, "benign", "This indicator names what is harmless. Make an exception of it.", pattern);
        } else if (pattern == null) {
            intake.fault(line, "no_value", "This indicator has no pattern. Look at what its maker wrote.", name);
        } else if (!"stix".equals(patternType)) {
            PatternException other = PatternException.unsupported("the language " + patternType);
            intake.fault(line, other.reason(), other.getMessage(), pattern);
        } else if (pattern.length() > Intake.LONGEST) {
            intake.fault(line, "too_long", "This pattern has more than 65,536 characters. Split it.", pattern);
        } else {
            handOutPattern(intake);
        }
    }

    private void handOutPattern(Intake intake) {
        try {
            List<FileHashes> files = new ArrayList<>();
            for (StixPattern.Found found : StixPattern.read(pattern, files)) {
                intake.take(new ImportLine(line, found.type(), found.value(), null, validUntil, null, notes()));
            }
            files.forEach(file -> file.handTo(intake));
        } catch (PatternException refused) {
            intake.fault(line, refused.reason(), refused.getMessage(), pattern);
        }
    }

    private String notes() {
        return name == null || description == null ? (name == null ? description : name) : name + ": " + description;
    }
}
