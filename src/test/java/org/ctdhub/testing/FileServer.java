// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.Handle;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** An SFTP server on loopback whose root is a folder, and that can misbehave while a file is written. */
public final class FileServer implements AutoCloseable {

    public static final String USER = "hub";

    private final KeyPair hostKey = newKeys("EC", 256);
    private final SshServer server = SshServer.setUpDefaultServer();
    private final AtomicInteger logins = new AtomicInteger();
    private final AtomicInteger files = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Trouble trouble = Trouble.NONE;
    private volatile PublicKey admitted;

    /** What goes wrong with a file that is being written. */
    public enum Trouble {
        NONE,
        /** The connection ends after the first part of the file was stored. */
        DIES,
        /** It answers nothing any more. */
        HANGS,
        /** It says that all is well, and loses the last byte. */
        LOSES_A_BYTE
    }

    /** Starts one; {@code replaces} tells whether its renaming can replace a file. */
    public FileServer(Path root, String password, boolean replaces) throws IOException {
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setFileSystemFactory(new VirtualFileSystemFactory(root));
        server.setPasswordAuthenticator((user, given, session) -> {
            logins.incrementAndGet();
            return user.equals(USER) && given.equals(password);
        });
        server.setPublickeyAuthenticator(
                (user, key, session) -> user.equals(USER) && admitted != null && KeyUtils.compareKeys(admitted, key));
        if (!replaces) {
            SftpModuleProperties.OPENSSH_EXTENSIONS.set(server, "fsync@openssh.com=1");
        }
        SftpSubsystemFactory sftp = new SftpSubsystemFactory.Builder().build();
        sftp.addSftpEventListener(new Watcher());
        server.setSubsystemFactories(List.of(sftp));
        server.start();
    }

    private final class Watcher implements SftpEventListener {

        @Override
        public void open(ServerSession session, String name, Handle handle) {
            if (handle instanceof FileHandle) {
                files.incrementAndGet();
            }
        }

        @Override
        public void written(
                ServerSession session,
                String name,
                FileHandle handle,
                long offset,
                byte[] data,
                int from,
                int length,
                Throwable thrown) {
            if (trouble == Trouble.DIES) {
                session.close(true);
            } else if (trouble == Trouble.HANGS) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void closed(ServerSession session, String name, Handle handle, Throwable thrown) throws IOException {
            if (trouble == Trouble.LOSES_A_BYTE && handle instanceof FileHandle) {
                try (FileChannel file = FileChannel.open(handle.getFile(), StandardOpenOption.WRITE)) {
                    file.truncate(file.size() - 1);
                }
            }
        }
    }

    /** From now on files meet this. */
    public void meet(Trouble next) {
        trouble = next;
    }

    /** Lets the user in with this key, too. */
    public void admit(PublicKey key) {
        admitted = key;
    }

    /** Its host key, as {@code ssh-keyscan} shows it. */
    public String hostKey() {
        return PublicKeyEntry.toString(hostKey.getPublic());
    }

    public int port() {
        return server.getPort();
    }

    /** How many passwords were tried. */
    public int logins() {
        return logins.get();
    }

    /** How many files were begun. */
    public int files() {
        return files.get();
    }

    /** The host key of some other server. */
    public static String aHostKey() {
        return PublicKeyEntry.toString(newKeys("EC", 256).getPublic());
    }

    /** New keys of a kind and size. */
    public static KeyPair newKeys(String kind, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        end.countDown();
        server.stop(true);
    }
}
