// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.connector;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * One kind of product: a folder under {@code connectors/} in which nothing was found wrong.
 *
 * @param folder the folder's name
 * @param path where the folder is
 */
public record Connector(String folder, Path path, Manifest manifest) {

    /** The route template that does this; the file exists if the manifest's verbs hold it. */
    public Path template(Verb verb) {
        return path.resolve(verb.file());
    }

    /** What its manifest says, in another language such as {@code ja}; empty where the folder has no file for that. */
    public Map<String, String> said(String language) {
        Path file = path.resolve(ConnectorFolder.TRANSLATION.formatted(language));
        return Files.isRegularFile(file) ? Translation.read(file).said() : Map.of();
    }

    /** The jq file that maps between the product's records and objects; exists as soon as a route reads or pushes. */
    public Path mapping() {
        return path.resolve(ConnectorFolder.MAPPING);
    }
}
