// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import org.ctdhub.auth.MissingSealKeyException;
import org.ctdhub.registry.Federation;
import org.ctdhub.registry.Forwards;
import org.ctdhub.registry.SigningKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Seals anew, when the hub starts, what an older key sealed. */
@Component
class SealRenewal implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(SealRenewal.class);

    private final SigningKeys keys;
    private final Federation federation;
    private final Forwards forwards;

    SealRenewal(SigningKeys keys, Federation federation, Forwards forwards) {
        this.keys = keys;
        this.federation = federation;
        this.forwards = forwards;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        try {
            int count = keys.sealAnew() + federation.sealAnew() + forwards.sealAnew();
            if (count > 0) {
                LOG.info("{} keys were sealed anew with the current CTD_SECRETS_KEY.", count);
            }
        } catch (MissingSealKeyException e) {
            LOG.warn("Keys stay sealed as they are. {}", e.getMessage());
        }
    }
}
