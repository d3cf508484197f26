// SPDX-License-Identifier: Apache-2.0
package org.ctdhub;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the hub. */
@SpringBootApplication
public class Hub {

    public static void main(String[] args) {
        SpringApplication.run(Hub.class, args);
    }
}
