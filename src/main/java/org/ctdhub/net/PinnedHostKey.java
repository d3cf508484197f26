// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import java.util.Arrays;
import java.util.Optional;
import org.ctdhub.auth.HostKey;

/** Knows one key, and never learns another. */
final class PinnedHostKey implements HostKeyRepository {

    private final HostKey pinned;
    private String shown;

    PinnedHostKey(HostKey pinned) {
        this.pinned = pinned;
    }

    @Override
    public int check(String host, byte[] key) {
        if (Arrays.equals(pinned.bytes(), key)) {
            return OK;
        }
        shown = HostKey.fingerprint(key);
        return CHANGED;
    }

    /** The fingerprint of another key, if the server showed one. */
    Optional<String> shown() {
        return Optional.ofNullable(shown);
    }

    /** The signatures by which a server proves that it has the key. */
    String signatures() {
        return pinned.type().equals("ssh-rsa") ? "rsa-sha2-512,rsa-sha2-256" : pinned.type();
    }

    @Override
    public void add(com.jcraft.jsch.HostKey key, UserInfo info) {
        // nothing is ever learned
    }

    @Override
    public void remove(String host, String type) {
        // nor forgotten
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        // nor forgotten
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "pinned";
    }

    @Override
    public com.jcraft.jsch.HostKey[] getHostKey() {
        return new com.jcraft.jsch.HostKey[0];
    }

    /** Asked for only to name the known key in a message of its own. */
    @Override
    public com.jcraft.jsch.HostKey[] getHostKey(String host, String type) {
        try {
            return new com.jcraft.jsch.HostKey[] {new com.jcraft.jsch.HostKey(host, pinned.bytes())};
        } catch (JSchException e) {
            return getHostKey();
        }
    }
}
