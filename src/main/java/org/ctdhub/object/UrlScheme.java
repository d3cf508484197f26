// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scheme of a web URL.
 *
 * @param word {@code http} or {@code https}
 * @param end where the authority begins in the text that was read
 */
record UrlScheme(String word, int end) {
    // http://, and what analysts write for it: hxxp://, h**p://, http[:]//, http[://]
    private static final Pattern WEB = Pattern.compile(
            "h(?:tt|xx|\\*\\*)p(s?)(?:://|[\\[({]:[\\])}]//|[\\[({]://[\\])}])", Pattern.CASE_INSENSITIVE);
    private static final Pattern OTHER = Pattern.compile("([a-z][a-z0-9+-]{0,30}):(?!\\d)", Pattern.CASE_INSENSITIVE);

    private static final Pattern ANY = Pattern.compile(
            "[a-z*][a-z0-9+.*-]{0,30}(?:://|[\\[({]:[\\])}]//|[\\[({]://[\\])}]).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Whether a text begins with some scheme and two slashes, defanged or not. */
    static boolean looksLike(String text) {
        return ANY.matcher(text).matches();
    }

    static UrlScheme of(String url) throws RefusedException {
        Matcher web = WEB.matcher(url);
        if (web.lookingAt()) {
            return new UrlScheme(web.group(1).isEmpty() ? "http" : "https", web.end());
        }
        Matcher other = OTHER.matcher(url);
        if (other.lookingAt()) {
            throw new RefusedException(Reason.SCHEME, url, otherAdvice(other.group(1)));
        }
        throw new RefusedException(
                Reason.SCHEME, url, "a URL begins with http:// or https://; write it in front, or use type domain");
    }

    private static String otherAdvice(String scheme) {
        return scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https")
                ? "after " + scheme + ": stand two slashes; write http:// or https://"
                : scheme + " is not http or https, and products match web addresses only; leave it out";
    }

    int defaultPort() {
        return word.equals("http") ? 80 : 443;
    }
}
