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
 * The settings under {@code ctd.}; {@code docs/settings.md} describes each.
 *
 * @param lists where rendered list files stand
 * @param preset the scan action that an empty registry starts with
 * @param own networks, addresses and domains that can never be listed
 * @param shortSchedules lets products be read more often than their manifests allow; for the lab
 * @param silentAfter how long a product that has to call may stay away before it is shown as silent
 * @param openMetrics lets anybody who reaches the port read the metrics
 * @param openPaths paths that anybody may read; for the lab
 */
@ConfigurationProperties("ctd")
public record HubSettings(
        @DefaultValue("routes") Path routes,
        @DefaultValue("connectors") Path connectors,
        @DefaultValue("lists") Path lists,
        @DefaultValue("log") String preset,
        @DefaultValue List<String> own,
        @DefaultValue("false") boolean shortSchedules,
        @DefaultValue("15m") Duration silentAfter,
        @DefaultValue("false") boolean openMetrics,
        @DefaultValue List<String> openPaths,
        @DefaultValue Admin admin,
        @DefaultValue Oidc oidc,
        @DefaultValue Http http,
        @DefaultValue Distribution distribution,
        @DefaultValue Secrets secrets,
        @DefaultValue Brakes brakes,
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
     * @param password with which the account {@code admin} is made while there is no account
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
     * @param roleClaim the claim that holds viewer, operator or administrator
     */
    public record Oidc(@DefaultValue("roles") String roleClaim) {}

    /**
     * Calls to products.
     *
     * @param deadline the longest that one call may take, its body included
     * @param largestAnswer in bytes, after inflation
     * @param trustBundle the SSL bundle with the company's own authorities, which count beside the system's
     */
    public record Http(
            @DefaultValue("60s") Duration deadline,
            @DefaultValue("268435456") long largestAnswer,
            @DefaultValue("") String trustBundle) {}

    /**
     * What seals the secrets that are kept in the database.
     *
     * @param key 32 random bytes in Base64; empty: no secret can be kept
     * @param olderKeys under which something may still be sealed
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
     * @param arrivals new objects of one producer in an hour; 0: never
     * @param withdrawals the share of the list that one reading of a producer may take back, in percent; 0: any
     * @param clockJump how far the clock may be off the database's; 0: any
     */
    public record Brakes(
            @DefaultValue("50000") int arrivals,
            @DefaultValue("20") int withdrawals,
            @DefaultValue("1h") Duration clockJump) {}

    /**
     * Where products send their events to; a port of 0 is closed.
     *
     * @param tlsBundle the SSL bundle with the hub's certificate for the TLS port
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
     * @param keep how long it is kept; a day at a time is dropped
     * @param extend whether what they still meet stays on the list for its type's usual life from then
     */
    public record Detections(
            @DefaultValue("90d") Duration keep,
            @DefaultValue("false") boolean extend) {}

    /**
     * Reports by schedule.
     *
     * @param keep how long a made one is kept
     */
    public record Reports(@DefaultValue("90d") Duration keep) {}

    /**
     * Hub and edge.
     *
     * @param role none, hub or edge; empty: it is set while the manager runs
     * @param hub of an edge: its hub
     * @param poll how often a hub is asked that doesn't hold its answers back
     */
    public record Federation(
            @DefaultValue("") String role,
            @DefaultValue HubAddress hub,
            @DefaultValue("5m") Duration poll) {}

    /** An edge's hub: its service URL, and the API key that it gave. */
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
     * @param host empty: nothing goes by mail
     * @param user with which the hub signs in; empty: it doesn't
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
     * @param mailTo who is told by mail
     */
    public record Alerts(@DefaultValue List<String> mailTo) {}

    /** The hub as a source of objects. */
    public record Distribution(
            @DefaultValue List<Key> keys,
            @DefaultValue("300s") Duration clockSkew,
            @DefaultValue("10000") int page) {}

    /**
     * A key that any product may use.
     *
     * @param admits {@code nobody}: who registers with it waits for an operator; {@code every-type}: it is let in at once;
     *     {@code edge}: so is an edge
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
     * @param every how often it is read; absent: as its manifest says
     * @param callsPerSecond how often it may be called; absent: as its manifest says
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
