// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

/** A secret shall be kept, and the hub was given no key to seal it with. */
public class MissingSealKeyException extends RuntimeException {

    MissingSealKeyException() {
        super(
                "The hub keeps secrets sealed only, and has no key for it. Set CTD_SECRETS_KEY to 32 random bytes in Base64"
                        + " (see 'Secrets' in docs/settings.md) and start it again.");
    }
}
