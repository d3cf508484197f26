// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.security.MessageDigest;
import java.time.Clock;
import org.ctdhub.auth.Applications;
import org.ctdhub.auth.AutomationChecksum;
import org.ctdhub.auth.AutomationToken;
import org.ctdhub.auth.TokenRefusedException;
import org.ctdhub.registry.UsedTokens;
import org.springframework.stereotype.Component;

/** Lets a call of the Automation API in if a known application signed it, lately. */
@Component
class AutomationGate {

    /** The hub reads no header whose name begins with API, and no form is documented in which they would be signed. */
    private static final String NO_HEADERS = "";

    private final Applications applications;
    private final UsedTokens used;
    private final Clock clock;

    AutomationGate(Applications applications, UsedTokens used, Clock clock) {
        this.applications = applications;
        this.used = used;
        this.clock = clock;
    }

    /** Checks the token; the checksum has to wait until the body was read, at most so many bytes of it. */
    TrustedCall open(AutomationRequest request, long largestBody) {
        try {
            AutomationToken token = AutomationToken.read(request.authorization(), applications, clock.instant());
            applications.used(token.application());
            MessageDigest checksum = AutomationChecksum.begin(request.method(), request.target(), NO_HEADERS);
            return new TrustedCall(token, checksum, new AutomationBody(request.body(), checksum, largestBody), used);
        } catch (TokenRefusedException refused) {
            throw new AutomationRefusal(AutomationCode.of(refused.why()), refused.getMessage());
        }
    }
}
