// SPDX-License-Identifier: Apache-2.0
package org.ctdhub;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/** Starts the hub. */
@SpringBootApplication(
        scanBasePackages = {"org.ctdhub.flow", "org.ctdhub.publish", "org.ctdhub.registry", "org.ctdhub.web"})
@Import(Wiring.class)
@EnableConfigurationProperties(HubSettings.class)
public class Hub {

    public static void main(String[] args) {
        SpringApplication.run(Hub.class, args);
    }
}
