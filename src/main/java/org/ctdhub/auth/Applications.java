// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import java.util.Optional;

/** The programs that may call the Automation API. */
public interface Applications {

    /** The application with this id, exactly as its token names it. */
    Optional<Application> find(String applicationId);
}
