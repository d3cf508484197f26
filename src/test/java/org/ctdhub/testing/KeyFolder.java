// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Keys and certificates of the test's own making, by the JDK's tool. */
public final class KeyFolder {

    private static final String PASSWORD = "changeit";

    private final Path folder;

    /** Takes an empty folder. */
    public KeyFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes a key, with a certificate that it signed itself.
     *
     * @param more of the tool's options, such as {@code -ext san=ip:127.0.0.1}
     */
    public void selfSigned(String name, String... more) throws IOException {
        keytool(name, options("-genkeypair", "-keyalg EC -groupname secp256r1 -dname CN=" + name, more));
    }

    /** Makes a key, with a certificate that another one signed. */
    public void signed(String name, String authority, String... more) throws IOException {
        selfSigned(name);
        Path request = folder.resolve(name + ".csr");
        Path certificate = folder.resolve(name + ".pem");
        keytool(name, options("-certreq", "-file " + request));
        keytool(authority, options("-gencert", "-rfc -infile " + request + " -outfile " + certificate, more));
        Path chain = folder.resolve(name + "-chain.pem");
        Files.writeString(chain, Files.readString(certificate) + pem(authority));
        keytool(name, options("-importcert", "-noprompt -file " + chain));
    }

    /** A key's own certificate, in PEM. */
    public String pem(String name) throws IOException {
        String text = keytool(name, options("-exportcert", "-rfc"));
        return text.substring(text.indexOf("-----BEGIN"));
    }

    /** What a server speaks TLS with. */
    public SSLContext server(String name) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store(name))) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Where a key stands, as PKCS #12 under the password {@code changeit}. */
    public Path store(String name) {
        return folder.resolve(name + ".p12");
    }

    private static List<String> options(String command, String words, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(words.split(" ")));
        for (String option : more) {
            all.addAll(List.of(option.split(" ")));
        }
        return all;
    }

    private String keytool(String alias, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(options);
        command.addAll(List.of(
                "-alias", alias, "-keystore", store(alias).toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(tool.getInputStream().readAllBytes(), US_ASCII);
        try {
            if (tool.waitFor() != 0) {
                throw new IOException(said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return said;
    }
}
