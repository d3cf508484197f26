// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.http.parser.HttpParser;

/**
 * HTTP that lets a query through as clients of the Automation API write it: a URL in it may stand unencoded, with its
 * quotes, brackets and even its fragment. {@link ProductPaths} takes that freedom back from everything else.
 */
public final class LenientHttp extends Http11NioProtocol {

    private static final String RELAXED = "\"<>[\\]^`{|}";

    private static final HttpParser PARSER = new HttpParser(null, RELAXED) {

        @Override
        public boolean isQueryRelaxed(int character) {
            return character == '#' || super.isQueryRelaxed(character);
        }

        @Override
        public boolean isNotRequestTargetRelaxed(int character) {
            return character != '#' && super.isNotRequestTargetRelaxed(character);
        }
    };

    /** The parser of every request line; in a path it stays as strict as it is. */
    @Override
    public HttpParser getHttpParser() {
        return PARSER;
    }
}
