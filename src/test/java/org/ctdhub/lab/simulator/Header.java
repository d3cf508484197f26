// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.lab.simulator;

/** One header line of a request: the name as it was sent, the value without its outer blanks. */
record Header(String name, String value) {

    boolean isNamed(String wanted) {
        return name.equalsIgnoreCase(wanted);
    }
}
