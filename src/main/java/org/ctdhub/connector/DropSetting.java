// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ctdhub.auth.HostKey;
import org.ctdhub.auth.PrivateKeyText;
import org.ctdhub.connector.Setting.Format;

/** The settings that every product with list files has: where the hub itself puts them. */
enum DropSetting {
    FOLDER(
            "folder",
            Format.FOLDER,
            "Drop folder",
            "a folder on the hub's machine into which the hub puts the list files; leave it empty if they are only fetched"),
    SFTP(
            "sftp",
            Format.SFTP,
            "SFTP server",
            "where the hub puts the list files by SFTP, such as sftp://hub@files.example.test:22/import; leave it empty if"
                    + " nowhere"),
    HOST_KEY(
            "sftpHostKey",
            Format.HOST_KEY,
            "SFTP server's host key",
            "the public key of the server, as a line of ssh-keyscan; the hub talks to no server that has another"),
    PASSWORD("sftpPassword", Format.TEXT, "SFTP password", "of the user in the address; or give a private key"),
    PRIVATE_KEY(
            "sftpPrivateKey",
            Format.PRIVATE_KEY,
            "SFTP private key",
            "a key that the server admits for that user, without a passphrase, from -----BEGIN to -----END");

    private final String word;
    private final Format format;
    private final String title;
    private final String description;

    DropSetting(String word, Format format, String title, String description) {
        this.word = word;
        this.format = format;
        this.title = title;
        this.description = description;
    }

    /** The settings, by name. */
    static Map<String, Setting> settings() {
        Map<String, Setting> all = new LinkedHashMap<>();
        Arrays.stream(values()).forEach(each -> all.put(each.word, each.setting()));
        return all;
    }

    private Setting setting() {
        return new Setting(title, description, format, this == PASSWORD || this == PRIVATE_KEY, Optional.of(""));
    }

    /** Whether a setting of this name is one of these. */
    static boolean isOne(String name) {
        return Arrays.stream(values()).anyMatch(each -> each.word.equals(name));
    }

    /** What is missing, whatever each value for itself is like. */
    static List<String> faults(Map<String, String> given) {
        List<String> faults = new ArrayList<>();
        boolean signsIn = PASSWORD.in(given).or(() -> PRIVATE_KEY.in(given)).isPresent();
        if (SFTP.in(given).isEmpty()) {
            if (signsIn || HOST_KEY.in(given).isPresent()) {
                faults.add(
                        "The setting 'sftp' is missing. Fill in where the files go, or leave the other settings of SFTP"
                                + " empty.");
            }
            return faults;
        }
        if (HOST_KEY.in(given).isEmpty()) {
            faults.add(
                    "The setting 'sftpHostKey' is missing. Without it the hub can't tell the server from another. Fill"
                            + " in the line that ssh-keyscan shows, once the server's administrator has confirmed it.");
        }
        if (!signsIn) {
            faults.add("The settings 'sftpPassword' and 'sftpPrivateKey' are missing. Fill in one of them.");
        }
        return faults;
    }

    /** Where these settings say; takes settings in which no fault was found. */
    static Drop read(Map<String, String> settings) {
        return new Drop(
                FOLDER.in(settings).map(Path::of),
                SFTP.in(settings)
                        .flatMap(SftpAddress::of)
                        .map(address -> new Drop.Server(
                                address,
                                HOST_KEY.in(settings).flatMap(HostKey::of).orElseThrow(),
                                PASSWORD.in(settings),
                                PRIVATE_KEY.in(settings).flatMap(PrivateKeyText::of))));
    }

    private Optional<String> in(Map<String, String> settings) {
        return Optional.ofNullable(settings.get(word)).filter(value -> !value.isBlank());
    }
}
