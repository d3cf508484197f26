// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.ctdhub.net.SyslogSender;
import org.ctdhub.net.SyslogTarget;
import org.ctdhub.registry.Parcel;
import org.springframework.stereotype.Component;

/** Sends a parcel by syslog, each thing as a CEF event. */
@Component("syslogTeller")
public class SyslogTeller {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final SyslogSender sender = new SyslogSender(DEADLINE);
    private final String host = host();

    /** For a route: sends the exchange's parcel. */
    public void send(Exchange exchange) throws IOException {
        Parcel parcel = Teller.parcel(exchange);
        sender.send(
                SyslogTarget.of(parcel.address(), parcel.authority()),
                parcel.news().stream().map(news -> NewsLine.of(news, host)).toList());
    }

    /** This machine's name as syslog takes it: a dash where there is none. */
    private static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName().replaceAll("[^!-~]", "");
            return name.isEmpty() ? "-" : name;
        } catch (UnknownHostException e) {
            return "-";
        }
    }
}
