// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.trouble;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.ctdhub.auth.ApiToken;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The disk under PostgreSQL fills up, and has room again. By hand, since only root may mount a small file system:
 * {@code mvn spring-boot:test-run -Dlab.main=org.ctdhub.trouble.DiskFull}. Throws if a call was answered as if it had been
 * stored, or if not everything is as wanted soon after.
 */
public final class DiskFull {

    private static final Logger LOG = LoggerFactory.getLogger(DiskFull.class);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int FIRST = 1_000;
    private static final int MORE = 4_000;
    private static final String TOKEN = "ctd_disk-full";

    private DiskFull() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("ctd-disk-full");
        Path small = Files.createDirectory(folder.resolve("small"));
        run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", small.toString());
        try (Site site = new Site(folder, BreakableDatabase.in(folder.resolve("data"), small));
                HubProcess hub = site.hub().awaitReady()) {
            site.goOn(FIRST);
            site.awaitWhole();
            admit(site);

            Path filler = fill(small);
            site.goOn(MORE);
            int answer = awaitRefusal(site);
            LOG.info("While the disk was full, a decision was answered with {}.", answer);

            Files.delete(filler);
            long room = System.nanoTime();
            await().atMost(SOON).until(() -> site.behind().isEmpty());
            LOG.info(
                    "{} s after there was room again, all {} entries stood at the consumers.",
                    Duration.ofNanos(System.nanoTime() - room).toSeconds(),
                    site.held());
            if (!hub.lives() || put(site, "accepted.example.test") != 201) {
                throw new IllegalStateException("The hub doesn't go on.");
            }
        } finally {
            run("umount", small.toString());
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private static void admit(Site site) {
        site.database
                .jdbc()
                .sql(
                        "insert into api_token (name, digest, role, created_at) values ('disk-full', :digest, 'operator', now())")
                .param("digest", ApiToken.digest(TOKEN))
                .update();
    }

    /** Takes all the room that is left. */
    private static Path fill(Path small) throws IOException {
        Path filler = small.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[8_192];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            return filler;
        }
    }

    /** Decides about fresh objects until one can't be stored any more, for what pages had room for goes well. */
    private static int awaitRefusal(Site site) throws IOException, InterruptedException {
        for (int i = 0; ; i++) {
            String domain = "full-" + i + ".example.test";
            int answer = put(site, domain);
            boolean stored = site.database
                    .jdbc()
                    .sql("select exists (select from object where value = ?)")
                    .param(domain)
                    .query(Boolean.class)
                    .single();
            if (answer == 503 && !stored) {
                return answer;
            }
            if (answer != 201 || !stored) {
                throw new IllegalStateException(domain + " was answered with " + answer + ", and is "
                        + (stored ? "" : "not ") + "in the registry.");
            }
            site.listedByHand(domain);
        }
    }

    private static int put(Site site, String domain) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(site.url().resolve("/api/v1/user-defined"))
                                .header("Authorization", "Bearer " + TOKEN)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(
                                        "{\"type\": \"domain\", \"value\": \"" + domain + "\", \"action\": \"block\"}"))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("Only root can do this: " + String.join(" ", command));
        }
    }
}
