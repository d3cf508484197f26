// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.flow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.ctdhub.format.UnreadableException;
import org.ctdhub.format.WarningListFile;
import org.ctdhub.net.HttpAnswer;
import org.ctdhub.net.Peers;
import org.ctdhub.policy.WarningKind;
import org.ctdhub.policy.WarningList;
import org.ctdhub.registry.Actor;
import org.ctdhub.registry.ImpossibleException;
import org.ctdhub.registry.WarningLists;
import org.ctdhub.registry.WarningLists.Mode;
import org.ctdhub.registry.WarningLooks;
import org.ctdhub.registry.WarningVersions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Finds warning lists in a folder and at addresses, and hands them to the registry. */
@Component("warner")
public class Warner {

    private static final Logger LOG = LoggerFactory.getLogger(Warner.class);
    private static final String BUILT_IN = "built-in";
    private static final String PLACE = "place";
    private static final String ADDRESS = "address";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Duration AGAIN = Duration.ofMinutes(15);
    private static final long LARGEST = 256L * 1024 * 1024;

    private final WarningLists lists;
    private final WarningVersions versions;
    private final WarningLooks looks;
    private final WarningSettings settings;
    private final Peers peers;
    private final Clock clock;

    public Warner(
            WarningLists lists,
            WarningVersions versions,
            WarningLooks looks,
            WarningSettings settings,
            Peers peers,
            Clock clock) {
        this.lists = lists;
        this.versions = versions;
        this.looks = looks;
        this.settings = settings;
        this.peers = peers;
        this.clock = clock;
    }

    /**
     * Where one list is.
     *
     * @param file null: it is at an address
     */
    public record Place(String name, Path file, URI address) {

        String source() {
            return file == null ? address.toString() : file.toString();
        }
    }

    /** The one list that comes with the hub; it holds from the first start on. */
    void takeBuiltIn() {
        try (InputStream in = Warner.class.getResourceAsStream("warning-list.json")) {
            take(BUILT_IN, BUILT_IN, in.readAllBytes(), Mode.HOLD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For a route: the places that have to be looked at now; none while another process is at it. */
    public List<Place> due() {
        if (!looks.claimLook()) {
            return List.of();
        }
        List<Place> places = new ArrayList<>();
        settings.addresses().forEach((name, address) -> places.add(new Place(name, null, address)));
        settings.folder().ifPresent(folder -> places.addAll(files(folder)));
        if (places.isEmpty()) {
            end(places);
        }
        return places;
    }

    private List<Place> files(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            List<Place> places = inside.sorted().flatMap(Warner::place).toList();
            looks.recovered(folder.toString());
            return places;
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The folder of warning lists can't be read: {}", folder, e);
            looks.failed(
                    folder.toString(),
                    folder.toString(),
                    "The folder can't be read; look at ctd.guard.folder and its rights.");
            return List.of();
        }
    }

    private static Stream<Place> place(Path file) {
        String name = file.getFileName().toString();
        if (Files.isRegularFile(file.resolve("list.json"))) {
            return Stream.of(new Place(name, file.resolve("list.json"), null));
        }
        return name.endsWith(".json") && Files.isRegularFile(file)
                ? Stream.of(new Place(name.substring(0, name.length() - ".json".length()), file, null))
                : Stream.empty();
    }

    /** For a route: everything was looked at; the next time is soon if something could not be taken. */
    public void looked(List<Place> places) {
        if (!places.isEmpty()) {
            end(places);
        }
    }

    /** While the folder can't be read, nobody knows what it offers. */
    private void end(List<Place> places) {
        boolean whole = settings.folder().map(Files::isReadable).orElse(true);
        List<String> offered = new ArrayList<>(places.stream().map(Place::name).toList());
        if (!whole) {
            offered.add(settings.folder().orElseThrow().toString());
            lists.all().forEach(line -> offered.add(line.name()));
        }
        looks.looked(offered, settings.every(), AGAIN);
    }

    /** For a route: makes the message a question for the list. */
    public void ask(Exchange exchange) {
        Place place = place(exchange);
        URI address = place.address();
        peers.admit("warning list " + place.name(), List.of(address), List.of()); // no product's name has a blank
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(null);
        message.setHeader(Exchange.HTTP_METHOD, "GET");
        message.setHeader(Exchange.HTTP_PATH, address.getRawPath());
        message.setHeader(Exchange.HTTP_QUERY, address.getRawQuery());
        exchange.setProperty(ADDRESS, address.getScheme() + "://" + address.getRawAuthority());
    }

    /** For a route: takes the list that lies in the file, or came as the answer. */
    public void take(Exchange exchange) throws IOException {
        Place place = place(exchange);
        if (!NAME.matcher(place.name()).matches() || place.name().equals(BUILT_IN)) {
            throw new ImpossibleException(
                    "A warning list needs a name of letters, digits, dots, hyphens and underscores, and not " + BUILT_IN
                            + ". Rename its file, or its setting.");
        }
        take(place.name(), place.source(), read(place, exchange), settings.mode());
    }

    private static byte[] read(Place place, Exchange exchange) throws IOException {
        if (place.file() == null) {
            return exchange.getMessage().getBody(byte[].class);
        }
        if (Files.size(place.file()) > LARGEST) {
            throw new ImpossibleException("The file has more than " + LARGEST + " bytes. Give a smaller list.");
        }
        return Files.readAllBytes(place.file());
    }

    /** For a route: the list could not be taken. */
    public void failed(Exchange exchange) {
        Place place = place(exchange);
        String why = why(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class), place);
        LOG.warn("The warning list {} could not be taken from {}: {}", place.name(), place.source(), why);
        looks.failed(place.name(), place.source(), why);
    }

    private String why(Exception e, Place place) {
        if (e instanceof ImpossibleException
                || e instanceof UnreadableException
                || e instanceof IllegalArgumentException) {
            return e.getMessage();
        }
        return place.file() == null
                ? HttpAnswer.of(e, clock).reason()
                : "The file can't be read: " + e.getClass().getSimpleName() + ". Look at its rights.";
    }

    private static Place place(Exchange exchange) {
        return exchange.getProperty(PLACE, Place.class);
    }

    private void take(String name, String source, byte[] file, Mode mode) throws IOException {
        versions.load(name, source, digest(file), read(file), mode, looks.mayShrink(name), Actor.HUB);
    }

    private static WarningList read(byte[] file) throws IOException {
        WarningListFile read = WarningListFile.read(new ByteArrayInputStream(file));
        return WarningList.of(
                new WarningList.Head(
                        read.title(), read.description(), read.version(), WarningKind.of(read.type()), read.types()),
                read.entries());
    }

    private static String digest(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
