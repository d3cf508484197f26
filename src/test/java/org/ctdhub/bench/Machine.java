// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the machine works while this program measures; Linux tells. */
final class Machine {

    private static final double TICKS_A_SECOND = 100;
    private static final int BUSY = 3; // user, nice, system

    private Machine() {}

    /** The seconds that all its processors together were busy until now, without what this process used. */
    static double busySeconds() throws IOException {
        String[] counters = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
        double all = Stream.of(counters)
                        .skip(1)
                        .limit(BUSY)
                        .mapToLong(Long::parseLong)
                        .sum()
                / TICKS_A_SECOND;
        OperatingSystemMXBean own = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return all - own.getProcessCpuTime() / 1e9;
    }
}
