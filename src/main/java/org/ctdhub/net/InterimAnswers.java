// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends requests, and reports a {@code 102} that no final answer follows as the answer. HTTP calls 102 interim; there are
 * products that say "still working, ask again" with it and then close (assumed: how that looks on the wire).
 */
final class InterimAnswers extends HttpRequestExecutor {

    private static final String SENT = InterimAnswers.class.getName() + ".sent";

    /** How long a final answer may lag behind its 102. */
    private static final Timeout GRACE = Timeout.ofSeconds(1);

    /** Whether the request of this exchange may have reached the other side. */
    static boolean wasSent(HttpContext context) {
        return context.getAttribute(SENT) != null;
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            HttpResponseInformationCallback caller,
            HttpContext context)
            throws IOException, HttpException {
        context.setAttribute(SENT, true);
        Pending pending = new Pending();
        try {
            return super.execute(request, connection, pending::note, context);
        } catch (IOException | HttpException failure) {
            if (pending.seen) {
                return pending();
            }
            throw failure;
        }
    }

    /** The connection closed or must not be used again. */
    private static ClassicHttpResponse pending() {
        ClassicHttpResponse pending = new BasicClassicHttpResponse(HttpStatus.SC_PROCESSING);
        pending.setHeader(HttpHeaders.CONNECTION, HeaderElements.CLOSE);
        return pending;
    }

    /** Remembers whether a 102 came, and from then on waits for the final answer a short while only. */
    private static final class Pending {

        private boolean seen;

        void note(HttpResponse interim, HttpConnection connection, HttpContext context) {
            if (interim.getCode() == HttpStatus.SC_PROCESSING) {
                seen = true;
                connection.setSocketTimeout(GRACE);
            }
        }
    }
}
