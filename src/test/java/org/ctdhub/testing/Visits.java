// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.testing;

import java.io.FileDescriptor;
import java.net.InetAddress;
import java.security.Permission;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Sees each name that is looked up and each connection that is made in this process. The suspicious objects of all tests are names
 * below example.test and addresses of the documentation networks; nothing but the hub visiting one of them leads there.
 */
@SuppressWarnings("removal") // nothing else sees that a name is looked up
final class Visits extends SecurityManager {

    /** Later ones admit no watch, or only to those who start them with an option that the last ones refuse. */
    private static final int LAST_WITH_A_WATCH = 17;

    private static final Predicate<String> SUSPICIOUS = Pattern.compile(
                    "(?i).*\\.example\\.test\\.?|(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\..*|2001:0?db8:.*")
            .asMatchPredicate();

    private final Consumer<String> found;

    private Visits(Consumer<String> found) {
        this.found = found;
    }

    /** A fuzzer at work puts calls of its own into every class, this one too, and they would lead back here without end. */
    private static final boolean FUZZING = System.getenv("JAZZER_FUZZ") != null;

    /** Begins to watch, where the JDK lets it, and tells of each visit with the way that led there. */
    static void watch(Consumer<String> found) {
        if (Runtime.version().feature() <= LAST_WITH_A_WATCH && !FUZZING) {
            System.setSecurityManager(new Visits(found));
        }
    }

    @Override
    public void checkConnect(String host, int port) {
        if (SUSPICIOUS.test(host)) {
            found.accept((port < 0 ? "looked up " : "connected to ") + host + " in "
                    + Thread.currentThread().getName() + way());
        }
    }

    @Override
    public void checkConnect(String host, int port, Object context) {
        checkConnect(host, port);
    }

    private static String way() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::toString)
                        .filter(frame -> frame.startsWith("org."))
                        .limit(12)
                        .reduce("", (text, frame) -> text + "\n    at " + frame));
    }

    // Nothing is forbidden here. Some of these only save the making of permissions that nobody looks at.

    @Override
    public void checkMulticast(InetAddress group) {}

    @Override
    public void checkRead(String file) {}

    @Override
    public void checkRead(FileDescriptor file) {}

    @Override
    public void checkPropertyAccess(String key) {}

    @Override
    public void checkPackageAccess(String name) {}

    @Override
    public void checkPermission(Permission permission) {}

    @Override
    public void checkPermission(Permission permission, Object context) {}
}
