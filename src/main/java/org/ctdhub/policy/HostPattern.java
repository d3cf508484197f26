// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.policy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctdhub.object.DomainName;
import org.ctdhub.object.ObjectType;
import org.ctdhub.object.Reason;
import org.ctdhub.object.RefusedException;
import org.ctdhub.object.SuspiciousObject;
import org.ctdhub.object.WebUrl;
import org.ctdhub.policy.ExceptionPattern.Host;

/**
 * Patterns of domains and URLs. A wildcard stands in two places only: in front of a host, for what lies below it, and at
 * the end of a path behind a slash, for what lies below that. Neither means the thing itself; who wants both enters both.
 */
final class HostPattern {
    private static final String BELOW = "(\\*(?:\\.|[\\[({](?:\\.|dot)[\\])}]))?";
    private static final Pattern NAME = Pattern.compile(BELOW + "(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    // the scheme as analysts defang it too, since its own stars aren't wildcards
    private static final Pattern URL = Pattern.compile(
            "(h(?:tt|xx|\\*\\*)ps?(?:://|[\\[({]:[\\])}]//|[\\[({]://[\\])}]))" + BELOW + "([^/?#]*)(.*)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    // of a URL that was made canonical
    private static final Pattern CANONICAL = Pattern.compile("(https?)://(\\[[^\\]]*\\]|[^:/]*)(?::([0-9]+))?(/.*)");

    private HostPattern() {}

    static ExceptionPattern.Kind domain(String text) throws RefusedException {
        Matcher parts = NAME.matcher(text);
        parts.matches();
        refuseWildcard(parts.group(2), text);
        if (parts.group(1) == null) {
            return ExceptionPattern.exact(ObjectType.DOMAIN, text);
        }
        return new Host(null, domainAbove(parts.group(2), text), true, null, null, false);
    }

    static ExceptionPattern.Kind url(String text) throws RefusedException {
        Matcher parts = URL.matcher(text);
        if (!parts.matches()) {
            refuseWildcard(text, text);
            return ExceptionPattern.exact(ObjectType.URL, text);
        }
        boolean below = parts.group(2) != null;
        boolean open = parts.group(4).endsWith("/*");
        String path = open ? parts.group(4).substring(0, parts.group(4).length() - 1) : parts.group(4);
        refuseWildcard(parts.group(3) + path, text);
        if (!below && !open) {
            return ExceptionPattern.exact(ObjectType.URL, text);
        }
        refuseSecondMeaning(parts.group(3), path, open, text);
        return host(canonical(parts.group(1) + parts.group(3) + path, text), below, open, text);
    }

    private static Host host(Matcher url, boolean below, boolean open, String text) throws RefusedException {
        String host = url.group(2);
        if (host.indexOf(':') >= 0 || host.matches("[0-9.]+")) {
            throw new RefusedException(
                    Reason.IS_ADDRESS, text, "only names have URLs below them; give each URL of the address whole");
        }
        if (below) {
            domainAbove(host, text);
        }
        return new Host(url.group(1), host, below, url.group(3), url.group(4), open);
    }

    static String text(Host host) {
        String name = (host.below() ? "*." : "") + host.host();
        if (host.scheme() == null) {
            return name;
        }
        String port = host.port() == null ? "" : ':' + host.port();
        return host.scheme() + "://" + name + port + host.path() + (host.open() ? "*" : "");
    }

    static boolean covers(Host rule, SuspiciousObject object) {
        if (object.type() == ObjectType.DOMAIN) {
            return coversHost(rule, object.value());
        }
        Matcher url = CANONICAL.matcher(object.value());
        return url.matches()
                && rule.scheme().equals(url.group(1))
                && coversHost(rule, url.group(2))
                && String.valueOf(rule.port()).equals(String.valueOf(url.group(3)))
                && coversPath(rule, url.group(4));
    }

    private static boolean coversHost(Host rule, String host) {
        return rule.below() ? host.endsWith('.' + rule.host()) : host.equals(rule.host());
    }

    private static boolean coversPath(Host rule, String path) {
        return rule.open()
                ? path.startsWith(rule.path()) && path.length() > rule.path().length()
                : path.equals(rule.path());
    }

    private static Matcher canonical(String url, String text) throws RefusedException {
        try {
            Matcher canonical = CANONICAL.matcher(WebUrl.normalise(url));
            if (canonical.matches()) {
                return canonical;
            }
        } catch (RefusedException refused) {
            throw tooMany(refused, text);
        }
        throw new RefusedException(Reason.NO_HOST, text, "the URL names no host; give the whole URL");
    }

    private static String domainAbove(String name, String text) throws RefusedException {
        try {
            return DomainName.normalise(name);
        } catch (RefusedException refused) {
            throw tooMany(refused, text);
        }
    }

    /** What may not be blocked as a whole may not be excepted as a whole, but the advice is another. */
    private static RefusedException tooMany(RefusedException refused, String text) {
        return switch (refused.reason()) {
            case PUBLIC_SUFFIX, BARE_NAME ->
                new RefusedException(
                        refused.reason(),
                        text,
                        "it would except the objects of all who registered there; name the domain below it that is trusted");
            default -> refused;
        };
    }

    private static void refuseWildcard(String rest, String text) throws RefusedException {
        if (rest.indexOf('*') >= 0) {
            throw new RefusedException(
                    Reason.WILDCARD,
                    text,
                    "a wildcard stands for all that is below a host, as in *.example.test, or at the end of a URL behind a"
                            + " slash; write it there");
        }
    }

    /** A user would be dropped and with it the wildcard's host; a query or fragment isn't a path with something below. */
    private static void refuseSecondMeaning(String authority, String path, boolean open, String text)
            throws RefusedException {
        if (authority.indexOf('@') >= 0) {
            throw new RefusedException(
                    Reason.AMBIGUOUS,
                    text,
                    "with an @ it isn't clear which host the wildcard is for; leave out the user");
        }
        if (path.indexOf('#') >= 0 || (open && path.indexOf('?') >= 0)) {
            throw new RefusedException(
                    Reason.AMBIGUOUS, text, "nothing lies below a query or a fragment; end the pattern at the path");
        }
    }
}
