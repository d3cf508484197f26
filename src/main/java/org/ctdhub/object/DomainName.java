// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

/** Domains: a registrable name or a name below one, as A-labels in lower case. */
public final class DomainName {
    // 253 characters, of which every second may be a defanged [dot]
    private static final int LONGEST_TEXT = 1024;

    private DomainName() {}

    /** The canonical name of a domain that may be defanged, internationalised or end in a dot. */
    public static String normalise(String text) throws RefusedException {
        String name = Defang.host(RawText.trimmed(text, LONGEST_TEXT));
        refuseMoreThanAName(name);
        String host = HostName.canonical(name);
        if (HostName.isNumeric(host)) {
            throw new RefusedException(Reason.IS_ADDRESS, name, "it is read as an IP address; use type ip");
        }
        if (PublicSuffix.is(host)) {
            throw new RefusedException(
                    Reason.PUBLIC_SUFFIX,
                    name,
                    "it is a public suffix, and blocking it would block all who registered under it; name the domain below it");
        }
        if (host.indexOf('.') < 0) {
            throw new RefusedException(
                    Reason.BARE_NAME,
                    name,
                    "a name without a dot is another machine in each network; write the full name");
        }
        return host;
    }

    /** The canonical form of a name under which names of many may stand, such as a public suffix; no single label. */
    public static String above(String text) throws RefusedException {
        String name = RawText.trimmed(text, LONGEST_TEXT);
        refuseMoreThanAName(name);
        String host = HostName.canonical(name);
        if (host.indexOf('.') < 0) {
            throw new RefusedException(
                    Reason.BARE_NAME, name, "a name without a dot stands above too many others; write the full name");
        }
        return host;
    }

    private static void refuseMoreThanAName(String name) throws RefusedException {
        int colon = name.indexOf(':');
        if (name.indexOf('/') >= 0 || name.indexOf('?') >= 0 || name.indexOf('#') >= 0) {
            throw new RefusedException(Reason.IS_URL, name, "it has a scheme or a path; use type url");
        }
        if (colon >= 0 && colon != name.lastIndexOf(':')) {
            throw new RefusedException(Reason.IS_ADDRESS, name, "it has colons like an IPv6 address; use type ip");
        }
        if (colon >= 0) {
            throw new RefusedException(Reason.IS_URL, name, "it has a port or a scheme; use type url");
        }
        if (name.indexOf('@') >= 0) {
            throw new RefusedException(
                    Reason.IS_MAILBOX, name, "it is an e-mail address; name the domain behind the @");
        }
    }
}
