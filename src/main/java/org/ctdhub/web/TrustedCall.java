// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.ctdhub.auth.Application;
import org.ctdhub.auth.AutomationToken;
import org.ctdhub.auth.TokenRefusedException;
import org.ctdhub.registry.UsedTokens;

/** A call whose token is right, and whose body is on its way. Nothing is done of it before it is confirmed. */
final class TrustedCall {

    private final AutomationToken token;
    private final MessageDigest checksum;
    private final InputStream body;
    private final UsedTokens used;

    TrustedCall(AutomationToken token, MessageDigest checksum, InputStream body, UsedTokens used) {
        this.token = token;
        this.checksum = checksum;
        this.body = body;
        this.used = used;
    }

    InputStream body() {
        return body;
    }

    Application application() {
        return token.application();
    }

    /** Reads what is left of the body, then checks that the token was made for this very request, and may count. */
    void confirm(boolean writes) throws IOException {
        body.transferTo(OutputStream.nullOutputStream());
        try {
            token.check(checksum);
        } catch (TokenRefusedException refused) {
            throw new AutomationRefusal(AutomationCode.of(refused.why()), refused.getMessage());
        }
        checkUse();
        if (writes && application().readOnly()) {
            throw new AutomationRefusal(
                    AutomationCode.NO_RIGHT, "This application may read only; let it write in the console.");
        }
    }

    /** A used token is told to be expired, because that is what makes a client sign a new one. */
    private void checkUse() {
        if (application().singleUse() && !used.use(token.fingerprint(), token.until())) {
            throw new AutomationRefusal(
                    AutomationCode.EXPIRED, "This token was used before; make a new one for each request.");
        }
    }
}
