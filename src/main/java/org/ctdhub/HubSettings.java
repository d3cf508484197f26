// SPDX-License-Identifier: Apache-2.0
package org.ctdhub;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ctdhub.flow.MailSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings under {@code ctd.}. {@code docs/settings.md} is made from what stands here; a number's unit stands in brackets.
 *
 * @param routes the directories of the core routes; a file whose name stands in one before is refused
 * @param connectors the directories with a folder for each kind of product, so that your own can stand beside those that come with
 *     the hub; a folder whose name stands in one before is refused
 * @param lists the directory in which list files stand, once a product is given some. It should outlive a restart: while
 *     distribution is off they are handed out as they stand
 * @param preset the scan action that an empty registry gives to each type and risk: {@code log}, {@code block}, or
 *     {@code quarantine} (files; the rest get {@code block}). A registry that has presets keeps them
 * @param own one's own networks ({@code 192.0.2.0/24}), addresses and domains ({@code own.example.test}, which stands for all below
 *     it): nothing of them is ever listed, whoever reports it
 * @param shortSchedules lets products be read more often than their manifests allow, and reads them back every 2 seconds; made for
 *     the lab
 * @param silentAfter how long a product that has to call the hub may stay away before it is shown as silent
 * @param tickMillis (milliseconds) how often the hub looks for what is due: readings, deliveries, expiries
 * @param measureMillis (milliseconds) how often the registry is measured for the metrics
 * @param openMetrics lets anybody who reaches the port read {@code /actuator/prometheus}, without a token
 * @param openPaths paths that anybody may read; made for the lab, whose {@code /lab} shows secrets on purpose
 */
@ConfigurationProperties("ctd")
public record HubSettings(
        @DefaultValue("routes") List<Path> routes,
        @DefaultValue("connectors") List<Path> connectors,
        @DefaultValue("lists") Path lists,
        @DefaultValue("log") String preset,
        @DefaultValue List<String> own,
        @DefaultValue("false") boolean shortSchedules,
        @DefaultValue("15m") Duration silentAfter,
        @DefaultValue("1000") long tickMillis,
        @DefaultValue("10000") long measureMillis,
        @DefaultValue("false") boolean openMetrics,
        @DefaultValue List<String> openPaths,
        @DefaultValue Admin admin,
        @DefaultValue Oidc oidc,
        @DefaultValue Http http,
        @DefaultValue Distribution distribution,
        @DefaultValue Secrets secrets,
        @DefaultValue Brakes brakes,
        @DefaultValue Guard guard,
        @DefaultValue Syslog syslog,
        @DefaultValue Detections detections,
        @DefaultValue Reports reports,
        @DefaultValue Federation federation,
        @DefaultValue Mail mail,
        @DefaultValue Alerts alerts,
        @DefaultValue Map<String, Registration> products) {

    /**
     * The first administrator.
     *
     * @param password {@code CTD_ADMIN_PASSWORD}, 12 characters or more: while there is no account, {@code admin} is made with it at
     *     start, as the first administrator. It can go once somebody has signed in
     */
    public record Admin(@DefaultValue("") String password) {

        /** Never shows the password. */
        @Override
        public String toString() {
            return "Admin[]";
        }
    }

    /**
     * Signing in by way of another provider.
     *
     * @param roleClaim the claim in which an OpenID Connect provider names the role; dots lead into it
     *     ({@code realm_access.roles})
     */
    public record Oidc(@DefaultValue("roles") String roleClaim) {}

    /**
     * Calls to products.
     *
     * @param deadline the longest that one call to a product may take, its answer's last byte included; and bringing its list files
     *     to its SFTP server, all of them
     * @param largestAnswer (bytes) the largest answer that is taken, after inflation
     * @param trustBundle the SSL bundle whose trust store holds the company's own authorities, such as {@code company} of
     *     {@code spring.ssl.bundle.pem.company.truststore.certificate}. They count beside those of this machine's Java; for a single
     *     product its certificate can be pinned instead. There is no switch to trust everybody
     */
    public record Http(
            @DefaultValue("60s") Duration deadline,
            @DefaultValue("268435456") long largestAnswer,
            @DefaultValue("") String trustBundle) {}

    /**
     * What seals the secrets that are kept in the database.
     *
     * @param key {@code CTD_SECRETS_KEY}: 32 random bytes in Base64 ({@code openssl rand -base64 32}). Without it the hub runs, and
     *     refuses to keep a secret. Keep it apart from the database's backups, and safe: without it the secrets must be entered again
     * @param olderKeys keys that were used before. To change the key: move the old one here, set the new one, start; the hub seals
     *     everything anew at start, and the old one can go
     */
    public record Secrets(
            @DefaultValue("") String key, @DefaultValue List<String> olderKeys) {

        /** Never shows a key. */
        @Override
        public String toString() {
            return "Secrets[" + olderKeys.size() + " older]";
        }
    }

    /**
     * From where on something looks like a mistake and is held until a person looked at it.
     *
     * @param arrivals (objects an hour) a producer that brings more new objects is held until somebody lets it go on; {@code 0}: never
     * @param withdrawals (percent of the list) a producer that takes back more with one reading, and more than 100 objects, is held;
     *     when the time of so many comes at once, nothing expires until somebody lets it go on; {@code 0}: never
     * @param clockJump while this machine's clock is further off the database's, nothing expires; {@code 0}: never
     */
    public record Brakes(
            @DefaultValue("50000") int arrivals,
            @DefaultValue("20") int withdrawals,
            @DefaultValue("1h") Duration clockJump) {}

    /**
     * Lists of what is mostly reported by mistake.
     *
     * @param folder the directory with warning lists in MISP's format, each a {@code list.json} in a directory of its own, or a
     *     {@code .json} file; none: only the built-in list counts
     * @param urls the address of a list, by the name that it gets here; http or https
     * @param every how often newer versions are looked for; a quarter of an hour after something could not be taken
     * @param mode what becomes of what a new list matches: {@code inform}, {@code hold} or {@code suppress}. A list that is known
     *     keeps its own, which is set in the console or over the API
     */
    public record Guard(
            @DefaultValue("") String folder,
            @DefaultValue Map<String, String> urls,
            @DefaultValue("1d") Duration every,
            @DefaultValue("inform") String mode) {}

    /**
     * Where products send their events to; a port of 0 is closed.
     *
     * @param address the hub's own address on which it listens
     * @param udpPort {@code 0}: closed. Over UDP whoever reaches the port can write any sender's address
     * @param tcpPort {@code 0}: closed
     * @param tlsPort {@code 0}: closed
     * @param tlsBundle the SSL bundle with the hub's certificate for the TLS port, such as {@code hub} of
     *     {@code spring.ssl.bundle.pem.hub.keystore.certificate} and {@code .private-key}
     */
    public record Syslog(
            @DefaultValue("0.0.0.0") String address,
            @DefaultValue("0") int udpPort,
            @DefaultValue("0") int tcpPort,
            @DefaultValue("0") int tlsPort,
            @DefaultValue("") String tlsBundle) {}

    /**
     * What products report that they met.
     *
     * @param keep how long what products report is kept; a day at a time is dropped
     * @param extend what products still meet stays on the list for its type's usual life from then, if a sandbox found it
     */
    public record Detections(
            @DefaultValue("90d") Duration keep,
            @DefaultValue("false") boolean extend) {}

    /**
     * Reports by schedule.
     *
     * @param keep how long a report is kept that was made
     */
    public record Reports(@DefaultValue("90d") Duration keep) {}

    /**
     * Hub and edge.
     *
     * @param role {@code none}, {@code hub} or {@code edge}; empty: it is set in the console or with {@code PUT /api/v1/federation}
     * @param hub of an edge: its hub
     * @param poll how often an edge asks a hub that can't hold its answers back, give or take a fifth
     */
    public record Federation(
            @DefaultValue("") String role,
            @DefaultValue HubAddress hub,
            @DefaultValue("5m") Duration poll) {}

    /**
     * An edge's hub.
     *
     * @param url of an edge: the hub's service URL, such as {@code https://hub.example.test:8443}
     * @param key of an edge: the API key that the hub gave for its edges
     */
    public record HubAddress(
            @DefaultValue("") String url, @DefaultValue("") String key) {

        /** Never shows the key. */
        @Override
        public String toString() {
            return "HubAddress[" + url + "]";
        }
    }

    /**
     * The mail server that takes what the hub sends.
     *
     * @param host its name; without it nothing goes by mail
     * @param port its port
     * @param user with which the hub signs in, if it has to
     * @param password with which the hub signs in, if it has to
     * @param tls {@code starttls}: only to a server that offers it; {@code tls}: from the first byte, mostly on port 465; {@code none}
     * @param from the address that the hub's letters come from; needed with a host
     */
    public record Mail(
            @DefaultValue("") String host,
            @DefaultValue("587") int port,
            @DefaultValue("") String user,
            @DefaultValue("") String password,
            @DefaultValue("starttls") MailSettings.Tls tls,
            @DefaultValue("") String from) {

        /** Never shows the password. */
        @Override
        public String toString() {
            return "Mail[" + host + ":" + port + "]";
        }
    }

    /**
     * What a person should look at.
     *
     * @param mailTo who is told of alerts by mail
     */
    public record Alerts(@DefaultValue List<String> mailTo) {}

    /**
     * The hub as a source of objects.
     *
     * @param keys keys with which any product may sign
     * @param clockSkew how far a caller's clock may be off; {@code 0s} switches the check off
     * @param page (records) the most in one answer
     * @param longestWait how long an edge's question may be held until there is something to say; less where a proxy ends calls
     *     that rest, {@code 0s}: not at all, and edges ask every few minutes ({@code ctd.federation.poll})
     */
    public record Distribution(
            @DefaultValue List<Key> keys,
            @DefaultValue("300s") Duration clockSkew,
            @DefaultValue("10000") int page,
            @DefaultValue("55s") Duration longestWait) {}

    /**
     * A key that any product may use.
     *
     * @param key a key with which any product may sign
     * @param admits {@code nobody}: who registers with it waits and reads an empty list; {@code every-type}: it is let in at once and
     *     reads all; {@code edge}: an edge is let in at once as well
     */
    public record Key(String key, @DefaultValue("nobody") Admits admits) {

        /** Never shows the key. */
        @Override
        public String toString() {
            return "Key[admits=" + admits + "]";
        }
    }

    /** Whom a key lets in. */
    public enum Admits {
        NOBODY,
        EVERY_TYPE,
        EDGE
    }

    /**
     * A product; its name is the setting's key.
     *
     * @param connector the folder of its kind under {@code connectors/}
     * @param version as the product shows it; it chooses the capability row. Unknown: the lowest row
     * @param every how often it is read, if not as its manifest says; no shorter than the manifest allows
     * @param callsPerSecond (calls a second) how often it may be called, if not as its manifest says
     * @param settings what its manifest asks for; its README tells where to find it
     */
    public record Registration(
            String connector,
            String version,
            Duration every,
            Integer callsPerSecond,
            @DefaultValue Map<String, String> settings) {

        /** Settings may be secret. */
        @Override
        public String toString() {
            return "Registration[" + connector + " " + version + ", settings " + settings.keySet() + "]";
        }
    }
}
