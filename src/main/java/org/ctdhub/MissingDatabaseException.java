// SPDX-License-Identifier: Apache-2.0
package org.ctdhub;

/** Nobody said where the registry's database is. */
class MissingDatabaseException extends RuntimeException {

    MissingDatabaseException() {
        super("No database is set.");
    }
}
