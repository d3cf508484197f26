// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.object;

/** What kind of thing a suspicious object is; each type knows its one canonical form. */
public enum ObjectType {
    FILE_SHA1("file_sha1"),
    FILE_SHA256("file_sha256"),
    IP("ip"),
    DOMAIN("domain"),
    URL("url");

    private final String word;

    ObjectType(String word) {
        this.word = word;
    }

    /** The type as the hub writes it: {@code file_sha1}, {@code file_sha256}, {@code ip}, {@code domain} or {@code url}. */
    public String word() {
        return word;
    }

    /** The type of this exact word; anything else is refused as {@code unknown_type}. */
    public static ObjectType of(String word) throws RefusedException {
        for (ObjectType type : values()) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        throw new RefusedException(
                Reason.UNKNOWN_TYPE,
                word,
                "there is no such object type; use file_sha1, file_sha256, ip, domain or url");
    }

    /** The type that a text looks like; whether it is one, its normaliser says. */
    static ObjectType guess(String text) throws RefusedException {
        String value = RawText.trimmed(text, WebUrl.LONGEST_TEXT);
        if (FileHash.looksLike(value)) {
            return value.length() > FileHash.SHA1_LENGTH ? FILE_SHA256 : FILE_SHA1;
        }
        if (UrlScheme.looksLike(value)) {
            return URL;
        }
        return IpAddress.looksLike(value) ? IP : DOMAIN;
    }

    /** Whether objects of this type name a file by its hash. */
    public boolean isFile() {
        return this == FILE_SHA1 || this == FILE_SHA256;
    }

    String normalise(String text) throws RefusedException {
        return switch (this) {
            case FILE_SHA1 -> FileHash.sha1(text);
            case FILE_SHA256 -> FileHash.sha256(text);
            case IP -> IpAddress.normalise(text);
            case DOMAIN -> DomainName.normalise(text);
            case URL -> WebUrl.normalise(text);
        };
    }
}
