// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import java.io.IOException;

/** What an operating system does to processes. */
final class Signals {

    private Signals() {}

    /** Sends one process a signal, such as STOP. */
    static void send(String signal, long process) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process))
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("The signal " + signal + " didn't reach process " + process + ".");
        }
    }
}
