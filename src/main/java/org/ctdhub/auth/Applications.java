// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.auth;

import java.util.List;

/** The programs that may call the Automation API. */
public interface Applications {

    /**
     * The application with this id, exactly as its token names it: once for each of its keys, since an old and a new one
     * are valid together for a while. Empty if there is none.
     */
    List<Application> find(String applicationId);

    /** A token of this application was accepted. */
    default void used(Application application) {}
}
