// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.ctdhub.format.WarningListFile;
import org.ctdhub.policy.WarningKind;
import org.ctdhub.policy.WarningList;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.WarningLists;
import org.ctdhub.registry.WarningLists.Mode;
import org.springframework.stereotype.Component;

/** Reads warning lists, and hands them to the registry. */
@Component("warner")
public class Warner {

    private static final String BUILT_IN = "built-in";

    private final WarningLists lists;

    public Warner(WarningLists lists) {
        this.lists = lists;
    }

    /** The one list that comes with the hub; it holds from the first start on. */
    void takeBuiltIn() {
        try (InputStream in = Warner.class.getResourceAsStream("warning-list.json")) {
            take(BUILT_IN, BUILT_IN, in.readAllBytes(), Mode.HOLD, false, Actor.HUB);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean take(String name, String source, byte[] file, Mode mode, boolean shrunk, Actor by)
            throws IOException {
        return lists.load(name, source, digest(file), read(file), mode, shrunk, by);
    }

    private static WarningList read(byte[] file) throws IOException {
        WarningListFile read = WarningListFile.read(new ByteArrayInputStream(file));
        return WarningList.of(
                new WarningList.Head(
                        read.title(), read.description(), read.version(), WarningKind.of(read.type()), read.types()),
                read.entries());
    }

    private static String digest(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
