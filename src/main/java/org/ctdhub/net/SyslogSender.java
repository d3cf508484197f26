// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.net;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Sends messages by syslog: over UDP one a datagram, over TCP and TLS counted by octets (RFC 6587, RFC 5425).
 *
 * <p>Syslog has no answers, and what was written into a connection may never be read. So each batch has a connection of its own:
 * when all is written the hub closes its side, and waits for the receiver to close its own, which it does when it has read
 * everything. A receiver that keeps it open is believed after a while; one that breaks it off is sent all of the batch again.
 */
public final class SyslogSender {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int FAREWELL_MILLIS = 5_000;
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Duration deadline;

    /** @param deadline the longest that a batch may take */
    public SyslogSender(Duration deadline) {
        this.deadline = deadline;
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "syslog-deadline");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Sends these messages, none of which may hold a line end. */
    public void send(SyslogTarget target, List<String> messages) throws IOException {
        if (target.way() == SyslogTarget.Way.UDP) {
            datagrams(target, messages);
            return;
        }
        try (Socket socket = new Socket()) {
            Future<?> alarm = TIMER.schedule(() -> close(socket), deadline.toMillis(), TimeUnit.MILLISECONDS);
            try {
                socket.connect(new InetSocketAddress(target.host(), target.port()), CONNECT_MILLIS);
                socket.setSoTimeout(CONNECT_MILLIS);
                stream(target.way() == SyslogTarget.Way.TLS ? encrypted(socket, target) : socket, messages);
            } finally {
                alarm.cancel(false);
            }
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed, or as good as
        }
    }

    private static void datagrams(SyslogTarget target, List<String> messages) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress host = InetAddress.getByName(target.host());
            for (String message : messages) {
                byte[] octets = message.getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(octets, octets.length, host, target.port()));
            }
        }
    }

    private static Socket encrypted(Socket socket, SyslogTarget target) throws IOException {
        SSLSocket tls = (SSLSocket) context(target.authorities())
                .getSocketFactory()
                .createSocket(socket, target.host(), target.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    private static SSLContext context(List<Certificate> authorities) throws IOException {
        try {
            if (authorities.isEmpty()) {
                return SSLContext.getDefault();
            }
            KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
            known.load(null, null);
            for (int n = 0; n < authorities.size(); n++) {
                known.setCertificateEntry("authority-" + n, authorities.get(n));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificates of 'authority' can't be trusted: " + e.getMessage(), e);
        }
    }

    private static void stream(Socket socket, List<String> messages) throws IOException {
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
        for (String message : messages) {
            byte[] octets = message.getBytes(StandardCharsets.UTF_8);
            out.write((octets.length + " ").getBytes(StandardCharsets.US_ASCII));
            out.write(octets);
        }
        out.flush();
        socket.setSoTimeout(FAREWELL_MILLIS);
        socket.shutdownOutput();
        byte[] unasked = new byte[1024];
        try {
            while (socket.getInputStream().read(unasked) >= 0) {
                // a receiver has nothing to say
            }
        } catch (SocketTimeoutException stillOpen) {
            // it doesn't close by itself, and complained about nothing
        }
    }
}
