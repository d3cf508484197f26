// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.bench;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server of its own on 127.0.0.1, which serves a folder. */
final class Nginx implements AutoCloseable {

    private final Process process;
    private final int port;

    Nginx(Path served) throws Exception {
        Path home = Files.createTempDirectory("ctd-nginx");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Files.writeString(home.resolve("nginx.conf"), """
                daemon off; worker_processes 2; pid %1$s/pid; error_log stderr error; user root;
                events { worker_connections 1024; }
                http { access_log off; sendfile on; etag on; client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
                       uwsgi_temp_path %1$s; scgi_temp_path %1$s;
                       server { listen 127.0.0.1:%2$d; root %3$s; } }
                """.formatted(home, port, served));
        process = new ProcessBuilder(
                        "nginx",
                        "-p",
                        home.toString(),
                        "-c",
                        home.resolve("nginx.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        TimeUnit.SECONDS.sleep(1);
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    String tag(Path file) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url() + file.getFileName()))
                                .method("HEAD", BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding())
                .headers()
                .firstValue("ETag")
                .orElseThrow();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
