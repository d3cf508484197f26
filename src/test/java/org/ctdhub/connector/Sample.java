// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Manifests of made-up products, and the folders around them. */
final class Sample {

    static final String CONSUMER = """
            title: Gate
            vendor: Example
            words: [Gate]
            role: consumer
            basis: assumed
            settings:
              url: { title: Address, description: "https://<gate>", format: uri }
              apiKey: { title: API key, description: on the gate, secret: true }
              site: { title: Site, description: free text, default: main }
            auth: { scheme: header, header: x-key, setting: apiKey }
            takes:
              - row: gate
                from: 5.10
                basis: documented
                types:
                  file_sha1: { actions: [log, block], needs: sha256 }
                  url: takes
                  ip: [log, block]
                not:
                  file_sha256: knows SHA-1 only
                  domain: knows URLs only
                userDefined: [url]
                least: log
                limit: 100
              - row: gate-x
                from: X SP1
                basis: assumed
                types: { file_sha256: [quarantine] }
                not: { file_sha1: no, ip: no, domain: no, url: no }
                least: block
                limit: 200
            versions: { X: "12.0" }
            deliver:
              style: changes
              identity: sha256
              rate: { calls: 400, per: 60s }
              lease: 500ms
            detections: syslog
            """;

    static final String PRODUCER = """
            title: Box
            vendor: Example
            words: [Box]
            role: producer
            basis: client
            settings: {}
            auth: { scheme: none }
            makes:
              - basis: seed
                types: [file_sha1, url]
                not: { file_sha256: no, ip: no, domain: no }
            collect: { every: 60s, atLeast: 10s, full: 24h }
            answers:
              sha256: { every: 5s, batch: 50, calls: 10, per: 1s, again: 1m, giveUp: 24h }
            """;

    private Sample() {}

    /** A folder that holds these files; the manifest has its text, the others are empty. */
    static Path folder(Path directory, String name, String manifest, String... others) {
        try {
            Path folder = Files.createDirectories(directory.resolve(name));
            Files.writeString(folder.resolve("connector.yaml"), manifest);
            for (String other : others) {
                Files.writeString(folder.resolve(other), "");
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The connector of a manifest in which nothing is wrong. */
    static Connector connector(Path directory, String manifest) {
        Path folder = folder(directory, "sample", manifest);
        return new Connector(
                "sample",
                folder,
                ManifestReader.read(folder.resolve("connector.yaml")).manifest().orElseThrow());
    }
}
