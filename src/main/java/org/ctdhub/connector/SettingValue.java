// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.CertificateException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.ctdhub.auth.Certificates;
import org.ctdhub.auth.HostKey;
import org.ctdhub.auth.PrivateKeyText;

/** Checks what an operator filled in. No message repeats the value: it may be a secret. */
final class SettingValue {

    private static final int MAX_LENGTH = 4096;
    private static final Set<Setting.Format> HAVE_LINES =
            EnumSet.of(Setting.Format.CERTIFICATE, Setting.Format.PRIVATE_KEY);
    private static final int MAX_CERTIFICATES = 65_536;
    private static final int MAX_PORT = 65535;
    private static final Pattern FOLDER = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)+");
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private SettingValue() {}

    /** What is wrong with a value and what to do, as the rest of a sentence; empty: nothing. */
    static Optional<String> fault(Setting.Format format, String value) {
        int longest = format == Setting.Format.CERTIFICATE ? MAX_CERTIFICATES : MAX_LENGTH;
        if (value.length() > longest) {
            return Optional.of("is longer than " + longest + " characters. Shorten it.");
        }
        if (!HAVE_LINES.contains(format) && value.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("holds a line break or another control character. Type it anew.");
        }
        return switch (format) {
            case TEXT -> Optional.empty();
            case URI -> uriFault(value);
            case FOLDER -> folderFault(value);
            case CERTIFICATE -> certificateFault(value);
            case SFTP -> sftpFault(value);
            case HOST_KEY -> hostKeyFault(value);
            case PRIVATE_KEY -> privateKeyFault(value);
        };
    }

    private static Optional<String> certificateFault(String value) {
        try {
            Certificates.read(value);
            return Optional.empty();
        } catch (CertificateException e) {
            return Optional.of(
                    "holds something that is no certificate. Paste it in PEM, from -----BEGIN CERTIFICATE----- to"
                            + " -----END CERTIFICATE-----.");
        }
    }

    private static Optional<String> sftpFault(String value) {
        return SftpAddress.of(value).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "is not an address of this kind. Write it like sftp://hub@files.example.test:22/import, with"
                                + " the user but without the password, and the folder in letters, digits, . _ - and /.");
    }

    private static Optional<String> hostKeyFault(String value) {
        return HostKey.of(value).isPresent()
                ? Optional.empty()
                : Optional.of("is not a server's public key. Copy the line that ssh-keyscan shows, such as"
                        + " 'ssh-ed25519 AAAA…', and compare it with what the server's administrator says.");
    }

    private static Optional<String> privateKeyFault(String value) {
        return PrivateKeyText.of(value).isPresent()
                ? Optional.empty()
                : Optional.of("is not a private key without a passphrase. Copy its file, from -----BEGIN to the end of"
                        + " -----END … PRIVATE KEY-----.");
    }

    /** It becomes part of an endpoint's address, so nothing that could mean something there. */
    private static Optional<String> folderFault(String value) {
        return FOLDER.matcher(value).matches()
                ? Optional.empty()
                : Optional.of("is not a folder that can be used. Write its absolute path in letters, digits, . _ - and"
                        + " /, such as /var/lib/ctd-hub/drop.");
    }

    private static Optional<String> uriFault(String value) {
        try {
            return uriFault(new URI(value));
        } catch (URISyntaxException e) {
            return Optional.of("is not an address. Write it like https://host.example.test:4119.");
        }
    }

    private static Optional<String> uriFault(URI uri) {
        if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
            return Optional.of("doesn't begin with http:// or https://. Put one of them in front.");
        }
        if (uri.getRawUserInfo() != null || userInfoIn(uri)) {
            return Optional.of("holds a user name or password. Remove everything up to the @.");
        }
        if (uri.getHost() == null || uri.getPort() > MAX_PORT || uri.getPort() == 0) {
            return Optional.of("has no usable host and port. Write it like https://host.example.test:4119.");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return Optional.of("holds a ? or #. Remove it and what follows.");
        }
        return Optional.empty();
    }

    /** A host that Java can't parse hides the user name inside the authority. */
    private static boolean userInfoIn(URI uri) {
        return uri.getRawAuthority() != null && uri.getRawAuthority().contains("@");
    }
}
