// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ctdhub.HubSettings;
import org.ctdhub.SettingNames;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Writes docs/settings.md from the records that hold the settings, so that none is missing and no default is wrong. */
public final class SettingsDoc {

    static final Path PAGE = Path.of("docs/settings.md");
    static final String COMMAND = "mvn spring-boot:test-run -Dlab.main=org.ctdhub.kit.SettingsDoc";

    private static final Path SOURCE = Path.of("src/main/java/org/ctdhub/HubSettings.java");

    private final Map<String, Map<String, String>> said = said();
    private final Map<String, String> lines = new LinkedHashMap<>();

    private SettingsDoc() {
        read("ctd", HubSettings.class);
    }

    public static void main(String[] args) throws IOException {
        Files.writeString(PAGE, page());
    }

    /** The whole page. */
    static String page() {
        SettingsDoc doc = new SettingsDoc();
        String page = Pattern.compile("\\{\\{(.+?)}}\n")
                .matcher(FRAME)
                .replaceAll(place -> Matcher.quoteReplacement(doc.take(place.group(1))));
        if (!doc.lines.isEmpty()) {
            throw new IllegalStateException("These settings have no place on the page: " + doc.lines.keySet());
        }
        return page.replace("COMMAND", COMMAND);
    }

    /** The lines of settings whose names begin so, which have no other place then. */
    private String take(String prefixes) {
        List<String> mine = lines.keySet().stream()
                .filter(name -> Arrays.stream(prefixes.split(" ", -1)).anyMatch(name::startsWith))
                .toList();
        return mine.stream().map(lines::remove).collect(Collectors.joining());
    }

    private void read(String prefix, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + SettingNames.hyphenated(component);
            Class<?> of = component.getType();
            if (of.isRecord()) {
                read(name, of);
            } else if (List.class.isAssignableFrom(of) && argument(component, 0).isRecord()) {
                read(name + "[n]", argument(component, 0));
            } else if (Map.class.isAssignableFrom(of) && argument(component, 1).isRecord()) {
                read(name + ".<name>", argument(component, 1));
            } else {
                String suffix =
                        List.class.isAssignableFrom(of) ? "[n]" : Map.class.isAssignableFrom(of) ? ".<setting>" : "";
                lines.put(name + suffix, line(name + suffix, type, component));
            }
        }
    }

    private String line(String name, Class<?> type, RecordComponent component) {
        String told = said.getOrDefault(type.getSimpleName(), Map.of()).get(component.getName());
        if (told == null) {
            throw new IllegalStateException(
                    "HubSettings says nothing of " + name + ". Add a line: @param " + component.getName());
        }
        Matcher unit = Pattern.compile("^\\(([^)]+)\\) ").matcher(told);
        String takes = unit.find() ? unit.group(1) : takes(component);
        return "| `" + name + "` | " + fallback(type, component) + " | " + takes + " | "
                + unit.replaceFirst("").replace("|", "\\|") + " |\n";
    }

    private static String takes(RecordComponent component) {
        Class<?> of = List.class.isAssignableFrom(component.getType()) ? argument(component, 0) : component.getType();
        if (of.isEnum()) {
            return Arrays.stream(of.getEnumConstants())
                    .map(one -> "`" + one.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
                    .collect(Collectors.joining(", "));
        }
        return TAKES.getOrDefault(of, "text");
    }

    private static final Map<Class<?>, String> TAKES = Map.of(
            Duration.class, "time",
            boolean.class, "`true`, `false`",
            Path.class, "directory",
            int.class, "port");

    private static String fallback(Class<?> type, RecordComponent component) {
        DefaultValue fallback = Arrays.stream(type.getDeclaredConstructors()[0].getParameters())
                .filter(parameter -> parameter.getName().equals(component.getName()))
                .findFirst()
                .orElseThrow()
                .getAnnotation(DefaultValue.class);
        String value = fallback == null ? "" : String.join(", ", fallback.value());
        return value.isEmpty() ? "none" : "`" + value + "`";
    }

    private static Class<?> argument(RecordComponent component, int place) {
        return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[place];
    }

    /** What the records' comments say of each component, by the record's name. */
    private static Map<String, Map<String, String>> said() {
        Map<String, Map<String, String>> said = new HashMap<>();
        Matcher records = Pattern.compile(
                        "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+\\([^)]*\\)\\s*)?public record (\\w+)", Pattern.DOTALL)
                .matcher(read(SOURCE));
        while (records.find()) {
            Map<String, String> parts = new HashMap<>();
            List<String> params = new ArrayList<>(List.of(
                    records.group(1).replaceAll("\\s*\\n\\s*\\*\\s?", " ").split("@param ", -1)));
            params.remove(0);
            params.forEach(param -> parts.put(
                    param.substring(0, param.indexOf(' ')),
                    param.substring(param.indexOf(' '))
                            .replaceAll("\\{@code ([^}]*)}", "`$1`")
                            .replaceAll("\\s+", " ")
                            .strip()));
            said.put(records.group(2), parts);
        }
        return said;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final String FRAME = """
            # Settings

            Made from the hub's own records by `COMMAND`; the build fails when it is
            out of date.

            Put settings in an `application.yaml` beside the jar, or in the environment (`ctd.preset` is `CTD_PRESET`, `ctd.own[0]` is
            `CTD_OWN_0`), or on the command line (`--ctd.preset=block`). **One that the hub doesn't know is refused at start**, with the name
            that is most like it. A time is written like `30s`, `5m`, `1h` or `90d`. A secret belongs in a file: with `spring.config.import: configtree:/run/secrets/`, the file
            `/run/secrets/ds-key` is `${ds-key}`.

            ## Before anything else

            These are Spring Boot's own, or lead to them.

            | setting | default | takes | what it does |
            |---|---|---|---|
            | `CTD_DATABASE_URL` | none | address | where the registry is: `jdbc:postgresql://<host>:5432/<database>`, PostgreSQL 14 or newer. Required |
            | `CTD_DATABASE_USER` | `ctd` | text | |
            | `CTD_DATABASE_PASSWORD` | none | text | |
            | `server.address` | `127.0.0.1` | address | open another address together with TLS (`server.ssl.*`, [operate.md](operate.md#tls)), or behind a proxy that ends it: passwords and tokens travel as they are |
            | `server.port` | `8080` | port | |
            | `server.forward-headers-strategy` | none | `native` | `native` behind a proxy that sets `X-Forwarded-For`: else everybody has the proxy's address, and shares its tries |
            | `spring.servlet.multipart.max-file-size` | `512MB` | size | the largest file that the console imports; raise `max-request-size` with it |
            | `logging.structured.format.console` | none | `ecs`, `logstash`, `gelf` | one event a line in JSON ([operate.md](operate.md#the-log)) |
            | `spring.security.oauth2.client.*` | none | | an OpenID Connect provider, as Spring Boot documents it; one registration is enough to switch it on |

            ## The hub

            | setting | default | takes | what it does |
            |---|---|---|---|
            {{ctd.routes ctd.connectors ctd.lists ctd.silent-after ctd.tick-millis ctd.measure-millis ctd.preset ctd.own ctd.brakes. ctd.short-schedules ctd.http.}}

            ## Access

            [access.md](access.md) tells who may do what.

            | setting | default | takes | what it does |
            |---|---|---|---|
            {{ctd.admin. ctd.oidc. ctd.open-}}

            ## The hub as a source

            | setting | default | takes | what it does |
            |---|---|---|---|
            {{ctd.distribution.}}

            Keys can be made while the hub runs as well: [access.md](access.md#keys-that-sign).

            A product that subscribes and is registered below uses the key of its registration: it is let in at once, and reads what its
            manifest's row takes.

            ## Syslog

            Where products send their events to ([operate.md](operate.md#products-that-send-by-syslog)); each way is closed until its port is set.

            | setting | default | takes | what it does |
            |---|---|---|---|
            {{ctd.syslog.}}

            ## Detections

            [detections.md](detections.md) tells what products report, and how to look for it.

            | setting | default | takes | what it does |
            |---|---|---|---|
            {{ctd.detections.}}

            ## Warning lists

            [guard.md](guard.md) tells what they do.

            | setting | default | takes | what it does |
            |---|---|---|---|
            {{ctd.guard.}}

            ## Reports

            [reports.md](reports.md) tells what they hold, and how they are set up.

            | setting | default | takes | what it does |
            |---|---|---|---|
            {{ctd.reports.}}

            ## Hub and edge

            [federation.md](federation.md) tells what that is. Where the role stands here, it can't be changed while the hub runs.

            | setting | default | takes | what it does |
            |---|---|---|---|
            {{ctd.federation.}}

            ## Mail

            The mail server that takes what the hub sends: [reports](reports.md) and [alerts](forwarding.md#alerts).

            | setting | default | takes | what it does |
            |---|---|---|---|
            {{ctd.mail. ctd.alerts.}}

            ## Secrets

            What the hub has to read again, such as products' keys, stands sealed in the database (AES-256-GCM) under a key outside of it.

            | setting | default | takes | what it does |
            |---|---|---|---|
            {{ctd.secrets.}}

            ## Products

            Products are registered in the console or [over the API](operate.md#registering-a-product) while the hub runs, or here:

            | setting | default | takes | what it does |
            |---|---|---|---|
            {{ctd.products.}}

            ```yaml
            ctd:
              products:
                ddan-tokyo:
                  connector: ddan
                  version: "6.8"
                  settings: { url: "https://ddan.example.test", apiKey: "${ddan-key}" }
                ds-tokyo:
                  connector: ds
                  version: "20.0"
                  settings: { url: "https://dsm.example.test:4119", apiKey: "${ds-key}" }
                sps-tokyo:
                  connector: sps
                  version: "3.3"
                  settings: { apiKey: "${sps-key}" }   # make up a GUID, and enter it in the product
            ```

            A product that is taken out of the configuration is neither read nor written to any more; what it reported stays until it
            expires, and what it holds stays with it.

            ## Connectors and routes of your own

            `ctd.connectors` and `ctd.routes` may name more than one directory, such as
            `CTD_CONNECTORS=connectors,/etc/ctd-hub/connectors`. A folder or file in which something is wrong is refused with its line and its
            reason, and the rest runs: the log, the console's first page and `GET /api/v1/connectors/problems` show it.

            ## The lab

            Read from the environment by `mvn spring-boot:test-run`.

            | variable | what it does |
            |---|---|
            | `LAB_DATA` | a TSV of findings to load instead of the made-up ones: header `type value family`; types sha1, sha256, ip, domain, url |
            | `LAB_SHA256` | a TSV of pairs that the simulated sandbox's reports know: header `sha1 sha256` |
            | `LAB_EDGES` | how many edges the hub gets, each another site with products of its own: [federation.md](federation.md#try-it) |
            | `LAB_KEEP` | a directory in which the database stays; without it each start is empty. The simulated products keep nothing, so what the registry knows as delivered is not at the new ones |
            """;
}
