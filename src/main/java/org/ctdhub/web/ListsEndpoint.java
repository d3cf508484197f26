// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ctdhub.connector.ListFile;
import org.ctdhub.connector.RegisteredProducts;
import org.ctdhub.publish.ListCut;
import org.ctdhub.publish.ListRenderer;
import org.ctdhub.publish.Shelf;
import org.ctdhub.registry.HubIdentity;
import org.ctdhub.registry.WrittenFiles;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The list files, for who carries their product's own token. What is sent comes from the disk as it stands there. */
@Controller
class ListsEndpoint {

    /** Where they are fetched; {@link Access} holds who may. */
    static final String PATH = "/lists/";

    private static final String SOON = "5";

    private static final String SENDFILE = "org.apache.tomcat.sendfile.";

    private final RegisteredProducts products;
    private final Shelf shelf;
    private final ListRenderer renderer;
    private final WrittenFiles written;
    private final HubIdentity hub;

    ListsEndpoint(
            RegisteredProducts products, Shelf shelf, ListRenderer renderer, WrittenFiles written, HubIdentity hub) {
        this.products = products;
        this.shelf = shelf;
        this.renderer = renderer;
        this.written = written;
        this.hub = hub;
    }

    /** The file, or 304 for who has it. */
    @GetMapping(PATH + "{product}/{name}")
    void list(
            @PathVariable String product,
            @PathVariable String name,
            BearerAuthentication who,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        ListQuery query = ListQuery.of(request);
        String wanted = query.name(name);
        Optional<ListFile> file = products.find(product)
                .filter(found -> found.name().equals(who.token().product()))
                .flatMap(found -> found.files().stream()
                        .filter(each -> each.name().equals(wanted))
                        .findFirst());
        if (file.isEmpty()) {
            Answers.problem(
                    response,
                    HttpStatus.NOT_FOUND,
                    "This token opens no list file of this name; the product's page in the console shows its files.");
            return;
        }
        if (file.get().exceptions().isPresent() && !query.cut().equals(ListCut.WHOLE)) {
            throw new IllegalArgumentException("This file has two parts, and no part of it can be had alone.");
        }
        Optional<Shelf.Standing> standing = shelf.find(product, wanted);
        if (standing.isEmpty()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, SOON);
            Answers.problem(
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "The file is being written for the first time; ask again in a moment.");
            return;
        }
        boolean toTheEnd = answer(file.get(), standing.get(), query.cut(), request, response);
        if (toTheEnd && !HttpMethod.HEAD.matches(request.getMethod())) {
            written.offered(
                    product, renderer.upTo(product).orElse(standing.get().number()));
        }
    }

    /** Answers whether the reader has the list to its end now, or had it before. */
    private boolean answer(
            ListFile file,
            Shelf.Standing standing,
            ListCut cut,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        boolean packed = cut.equals(ListCut.WHOLE)
                && listed(request, HttpHeaders.ACCEPT_ENCODING).stream().anyMatch(ListsEndpoint::isGzip);
        String tag = "\"" + standing.hash() + cut.tag() + (packed ? ".gzip\"" : "\"");
        response.setHeader(HttpHeaders.ETAG, tag);
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        response.setHeader("X-List-Version", hub.generation() + "." + standing.number());
        if (listed(request, HttpHeaders.IF_NONE_MATCH).stream()
                .map(held -> held.replaceFirst("^W/", "")
                        .replaceFirst("-(gzip|br)\"$", "\"")) // as proxies mark what they pack
                .anyMatch(held -> held.equals(tag) || held.equals("*"))) {
            response.setStatus(HttpStatus.NOT_MODIFIED.value());
            return cut.equals(ListCut.WHOLE);
        }
        response.setContentType(
                file.mediaType() + ";charset=" + file.form().charset().name().toLowerCase(Locale.ROOT));
        if (cut.equals(ListCut.WHOLE)) {
            if (packed) {
                response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            }
            send(packed ? standing.packed() : standing.plain(), request, response);
            return true;
        }
        if (HttpMethod.HEAD.matches(request.getMethod())) {
            return false;
        }
        return cut.write(standing.plain(), file, response::getOutputStream);
    }

    /** Asked for in a way that can't be. */
    @ExceptionHandler(IllegalArgumentException.class)
    void refused(IllegalArgumentException odd, HttpServletResponse response) throws IOException {
        Answers.problem(response, HttpStatus.BAD_REQUEST, odd.getMessage());
    }

    /** By the operating system where that goes, else by a channel: never by way of the heap. */
    private static void send(Path file, HttpServletRequest request, HttpServletResponse response) throws IOException {
        long size = Files.size(file);
        response.setContentLengthLong(size);
        if (HttpMethod.HEAD.matches(request.getMethod())) {
            return;
        }
        if (Boolean.TRUE.equals(request.getAttribute(SENDFILE + "support")) && size > 0) {
            request.setAttribute(SENDFILE + "filename", file.toRealPath().toString());
            request.setAttribute(SENDFILE + "start", 0L);
            request.setAttribute(SENDFILE + "end", size);
            return;
        }
        try (FileChannel channel = FileChannel.open(file)) {
            channel.transferTo(0, size, Channels.newChannel(response.getOutputStream()));
        }
    }

    private static List<String> listed(HttpServletRequest request, String header) {
        String value = request.getHeader(header);
        return value == null
                ? List.of()
                : Arrays.stream(value.split(",")).map(String::strip).toList();
    }

    private static boolean isGzip(String coding) {
        String plain = coding.replace(" ", "").toLowerCase(Locale.ROOT);
        return plain.startsWith("gzip") && !plain.matches("gzip;q=0(\\.0*)?");
    }
}
