// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ctdhub.auth.PrivateKeyText;
import org.ctdhub.net.SftpFailure.Kind;

/**
 * A session with an SFTP server: one deadline for all of it, no server but the pinned one, and never half a file under a
 * file's own name.
 */
public final class SftpSession implements AutoCloseable {

    private static final String UNFINISHED = ".part";
    private static final String REPLACES = "posix-rename@openssh.com";

    private final SftpServer server;
    private final PinnedHostKey pinned;
    private final DirectSocket socket;
    private Session session;
    private ChannelSftp channel;

    private SftpSession(SftpServer server) {
        this.server = server;
        this.pinned = new PinnedHostKey(server.hostKey());
        this.socket = new DirectSocket(server.deadline());
    }

    /** Connects and signs in. */
    public static SftpSession open(SftpServer server) throws IOException {
        SftpSession opened = new SftpSession(server);
        try {
            opened.signIn();
            return opened;
        } catch (JSchException e) {
            opened.close();
            throw opened.explain(e);
        }
    }

    private void signIn() throws JSchException {
        JSch ssh = new JSch();
        if (server.privateKey().isPresent()) {
            PrivateKeyText key = server.privateKey().get();
            ssh.addIdentity(server.user(), key.file(), null, null);
        }
        ssh.setHostKeyRepository(pinned);
        session = ssh.getSession(server.user(), server.host(), server.port());
        session.setSocketFactory(socket);
        session.setDaemonThread(true);
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("server_host_key", pinned.signatures());
        session.setConfig("PreferredAuthentications", "publickey,password,keyboard-interactive");
        server.password().map(text -> text.getBytes(StandardCharsets.UTF_8)).ifPresent(session::setPassword);
        session.connect(); // for as long as the socket lives
        channel = (ChannelSftp) session.openChannel("sftp");
        channel.connect(Math.toIntExact(server.deadline().toMillis()));
    }

    /** Looks at the folder, and changes nothing. */
    public void look() throws IOException {
        doing(
                "The folder can't be read",
                () -> channel.ls(server.folder().isEmpty() ? "." : server.folder(), entry -> 1));
    }

    /** Writes a file under another name, and gives it its own when it lies there whole. */
    public void put(Path file, String name) throws IOException {
        String whole = server.folder().isEmpty() ? name : server.folder() + "/" + name;
        String part = whole + UNFINISHED;
        doing(name + " can't be written", () -> {
            try (InputStream in = Files.newInputStream(file)) {
                channel.put(in, part, ChannelSftp.OVERWRITE);
            }
        });
        doing(name + " can't be looked at", () -> {
            long there = channel.stat(part).getSize();
            if (there != Files.size(file)) {
                throw new SftpFailure(
                        Kind.REFUSED, name + " has " + there + " bytes there instead of " + Files.size(file), null);
            }
        });
        doing(name + " can't be given its name", () -> rename(part, whole));
    }

    private void rename(String part, String whole) throws SftpException {
        if (channel.getExtension(REPLACES) == null) {
            removeIfThere(whole); // a plain rename replaces nothing
        }
        channel.rename(part, whole);
    }

    private void removeIfThere(String file) throws SftpException {
        try {
            channel.rm(file);
        } catch (SftpException e) {
            if (e.id != ChannelSftp.SSH_FX_NO_SUCH_FILE) {
                throw e;
            }
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SftpException, IOException;
    }

    private void doing(String failed, Step step) throws IOException {
        try {
            step.run();
        } catch (SftpException e) {
            // the server's own words have no cause
            throw e.getCause() == null ? new SftpFailure(Kind.REFUSED, failed + ": " + e.getMessage(), e) : broken(e);
        }
    }

    /** What came in the way before the hub was let in. */
    private IOException explain(JSchException e) {
        Optional<String> other = pinned.shown();
        if (other.isPresent() || e instanceof JSchHostKeyException) {
            return new SftpFailure(
                    Kind.HOST_KEY,
                    "The server shows another host key than the pinned one: " + other.orElse("unknown"),
                    e);
        }
        if (e instanceof JSchAlgoNegoFailException none
                && none.getAlgorithmName().contains("host_key")) {
            return new SftpFailure(
                    Kind.HOST_KEY, "The server has no host key of the pinned kind, but " + none.getServerProposal(), e);
        }
        if (e.getMessage() != null && e.getMessage().startsWith("Auth ")) {
            return new SftpFailure(
                    Kind.CREDENTIALS,
                    "The server refused the credentials of " + server.user() + ": " + e.getMessage(),
                    e);
        }
        if (e.getMessage() != null && e.getMessage().startsWith("invalid privatekey")) {
            return new SftpFailure(Kind.CREDENTIALS, "The private key can't be read", null); // the cause may show it
        }
        return broken(e);
    }

    private IOException broken(Exception e) {
        if (socket.isLate()) {
            return new DeadlinePassedException(server.deadline(), true, e);
        }
        return new SftpFailure(
                Kind.DOWN, "The connection to the server failed: " + deepest(e).getMessage(), e);
    }

    private static Throwable deepest(Throwable thrown) {
        return thrown.getCause() == null ? thrown : deepest(thrown.getCause());
    }

    @Override
    public void close() {
        if (session != null) {
            session.disconnect();
        }
        socket.close();
    }
}
