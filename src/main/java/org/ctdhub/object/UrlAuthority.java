// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

/**
 * Host and port of a web URL.
 *
 * @param host canonical name or IP address, an IPv6 address without brackets
 * @param port 1 to 65535
 */
record UrlAuthority(String host, int port) {
    private static final int LARGEST_PORT = 65_535;

    /** Reads what stands between {@code //} and the path. */
    static UrlAuthority of(String text, int defaultPort) throws RefusedException {
        refuseBackslash(text);
        String place = Defang.host(withoutUser(text));
        int split = endOfHost(place);
        String host = host(place.substring(0, split), text);
        String port = place.substring(split);
        return new UrlAuthority(host, port.length() <= 1 ? defaultPort : port(port.substring(1), text));
    }

    /** The authority in its canonical text: an IPv6 address in brackets, no default port. */
    String text(int defaultPort) {
        String written = host.indexOf(':') >= 0 ? '[' + host + ']' : host;
        return port == defaultPort ? written : written + ':' + port;
    }

    /** Browsers read it as a slash, others as part of the name: {@code good.test\@evil.test} has two meanings. */
    private static void refuseBackslash(String text) throws RefusedException {
        if (text.indexOf('\\') >= 0) {
            throw new RefusedException(
                    Reason.AMBIGUOUS, text, "a backslash before the path is read in two ways; write a slash");
        }
    }

    /**
     * Drops the user information. It is the classic disguise ({@code bank.test@evil.test}), but no consumer ever sees
     * it: it is neither in the request line nor in the Host header. So the object is what is contacted.
     */
    private static String withoutUser(String text) throws RefusedException {
        int at = text.indexOf('@');
        if (at != text.lastIndexOf('@')) {
            throw new RefusedException(
                    Reason.AMBIGUOUS, text, "with two @ it isn't clear where the host begins; leave out the user");
        }
        return text.substring(at + 1);
    }

    private static int endOfHost(String place) throws RefusedException {
        int end = place.indexOf(':', place.startsWith("[") ? Math.max(place.indexOf(']'), 0) : 0);
        if (!place.startsWith("[") && end != place.lastIndexOf(':')) {
            throw new RefusedException(
                    Reason.AMBIGUOUS, place, "it has several colons; write an IPv6 address in brackets");
        }
        return end < 0 ? place.length() : end;
    }

    private static String host(String host, String text) throws RefusedException {
        if (host.isEmpty()) {
            throw new RefusedException(Reason.NO_HOST, text, "the URL names no host; give the whole URL");
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            return inBrackets(host);
        }
        String name = HostName.canonical(host);
        if (HostName.isNumeric(name)) {
            return IpAddress.canonical(name);
        }
        // http://intranet/ is another machine in each network
        if (name.indexOf('.') < 0) {
            throw new RefusedException(
                    Reason.BARE_NAME,
                    host,
                    "a host without a dot is another machine in each network; write its full name");
        }
        return name;
    }

    private static String inBrackets(String host) throws RefusedException {
        String address = host.substring(1, host.length() - 1);
        if (address.indexOf(':') < 0) {
            throw new RefusedException(Reason.NOT_AN_ADDRESS, host, "brackets hold an IPv6 address; leave them out");
        }
        return IpAddress.canonical(address);
    }

    private static int port(String port, String text) throws RefusedException {
        boolean number = port.length() <= 5 && RawText.isDecimal(port);
        int value = number ? Integer.parseInt(port) : 0;
        if (value < 1 || value > LARGEST_PORT) {
            throw new RefusedException(
                    Reason.PORT, text, "a port is a number from 1 to 65535; correct it or leave it out");
        }
        return value;
    }
}
