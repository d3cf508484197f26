// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

/** URLs of the web: scheme and host in canonical form, path and query byte by byte as they were seen. */
public final class WebUrl {
    /** Characters (UTF-16 units) of the longest URL; documented for the manager's API, which is the narrowest of all. */
    public static final int LONGEST = 2047;

    // a fragment or user information, which will be dropped, may be long
    static final int LONGEST_TEXT = 8192;

    private WebUrl() {}

    /** The canonical URL of an http or https URL whose scheme and host may be defanged; the fragment is dropped. */
    public static String normalise(String text) throws RefusedException {
        String url = RawText.trimmed(text, LONGEST_TEXT);
        refuseInvisible(url);
        UrlScheme scheme = UrlScheme.of(url);
        int path = endOfAuthority(url, scheme.end());
        UrlAuthority authority = UrlAuthority.of(url.substring(scheme.end(), path), scheme.defaultPort());
        String target = target(url, path);
        refuseWholePlatform(authority.host(), target, url);
        String canonical = scheme.word() + "://" + authority.text(scheme.defaultPort()) + target;
        refuseLong(canonical);
        return canonical;
    }

    /** The host of a canonical URL, an IPv6 address without brackets. */
    static String host(String canonical) {
        int start = canonical.indexOf("//") + 2;
        int end = endOfAuthority(canonical, start);
        String authority = canonical.substring(start, end);
        int bracket = authority.indexOf(']');
        if (bracket > 0) {
            return authority.substring(1, bracket);
        }
        int colon = authority.indexOf(':');
        return colon < 0 ? authority : authority.substring(0, colon);
    }

    private static int endOfAuthority(String url, int start) {
        int end = start;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** Path and query. A backslash in them stays, as all of their bytes do: only the client knows what it sent. */
    private static String target(String url, int path) {
        int fragment = url.indexOf('#', path);
        String target = url.substring(path, fragment < 0 ? url.length() : fragment);
        return target.startsWith("/") ? target : '/' + target;
    }

    private static void refuseInvisible(String url) throws RefusedException {
        for (int at = 0; at < url.length(); at += Character.charCount(url.codePointAt(at))) {
            int character = url.codePointAt(at);
            // these travel percent-encoded, so that nothing which was really requested is lost
            if (Character.isSpaceChar(character) || Quotation.isInvisible(character)) {
                throw new RefusedException(
                        Reason.CHARACTER,
                        url,
                        "at position " + (at + 1) + " stands a blank, a line break or an invisible character (U+"
                                + Integer.toHexString(character) + "); write it percent-encoded as it was requested");
            }
        }
    }

    /** A URL may lie on a hosting platform's own name, but one that is all of it is the platform. */
    private static void refuseWholePlatform(String host, String target, String url) throws RefusedException {
        if (target.equals("/") && PublicSuffix.is(host)) {
            throw new RefusedException(
                    Reason.PUBLIC_SUFFIX,
                    url,
                    "its host is a public suffix and it has no path, so that it would block all who registered under it;"
                            + " give the full URL");
        }
    }

    private static void refuseLong(String canonical) throws RefusedException {
        if (canonical.length() > LONGEST) {
            throw new RefusedException(
                    Reason.TOO_LONG,
                    canonical,
                    "it has " + canonical.length() + " characters, more than " + LONGEST
                            + "; give a shorter one, or the domain");
        }
    }
}
