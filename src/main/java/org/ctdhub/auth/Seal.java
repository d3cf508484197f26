// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets that the hub has to read again, such as a product's API key, so that a copy of the database alone gives
 * none of them away: AES-256-GCM under a key that stands outside of it. A sealed secret begins with the name of its key,
 * so that an older key can still open what was sealed before the key was changed.
 */
public final class Seal {

    private static final int NAME = 4;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<Integer, SecretKeySpec> keys = new LinkedHashMap<>();
    private final Integer current;

    /**
     * @param key any text that is hard to guess, such as 32 random bytes in Base64; blank: nothing can be sealed
     * @param older keys under which something may still be sealed
     */
    public Seal(String key, List<String> older) {
        older.forEach(this::add);
        current = key.isBlank() ? null : add(key);
    }

    private int add(String text) {
        byte[] digest = sha256("ctd-hub seal:" + text);
        int name = ByteBuffer.wrap(sha256("ctd-hub seal's name:" + text)).getInt();
        keys.put(name, new SecretKeySpec(digest, "AES"));
        return name;
    }

    /**
     * Seals a secret under the current key; throws {@link MissingSealKeyException} if there is none.
     *
     * @param place where it will stand, such as {@code product/ds-tokyo/apiKey}: it can't be opened anywhere else
     */
    public byte[] seal(String secret, String place) {
        if (current == null) {
            throw new MissingSealKeyException();
        }
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, current, nonce, place).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(NAME + NONCE + sealed.length)
                    .putInt(current)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is missing from this Java.", e);
        }
    }

    /** Opens what was sealed for this place, or throws {@link BrokenSealException}. */
    public String open(byte[] sealed, String place) {
        if (sealed.length < NAME + NONCE + TAG_BITS / 8) {
            throw new BrokenSealException(place, "is cut off");
        }
        int name = ByteBuffer.wrap(sealed).getInt();
        if (!keys.containsKey(name)) {
            throw new BrokenSealException(place, "was sealed under a key that the hub was not given");
        }
        byte[] nonce = Arrays.copyOfRange(sealed, NAME, NAME + NONCE);
        try {
            byte[] opened = cipher(Cipher.DECRYPT_MODE, name, nonce, place)
                    .doFinal(sealed, NAME + NONCE, sealed.length - NAME - NONCE);
            return new String(opened, StandardCharsets.UTF_8);
        } catch (AEADBadTagException e) {
            throw new BrokenSealException(place, "was changed, or sealed for another place");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is missing from this Java.", e);
        }
    }

    /** Whether a secret is sealed under the current key; if not, open it and seal it again. */
    public boolean isCurrent(byte[] sealed) {
        return current != null
                && sealed.length >= NAME
                && ByteBuffer.wrap(sealed).getInt() == current;
    }

    private Cipher cipher(int mode, int name, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, keys.get(name), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is missing from this Java.", e);
        }
    }
}
