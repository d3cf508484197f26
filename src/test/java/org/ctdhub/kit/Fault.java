// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.ctdhub.net.HttpAnswer.Kind;
import org.ctdhub.testing.RawPeer;

/** The one table of what a product may do instead of answering as it should, and of what the hub has to make of it. */
@SuppressWarnings("ImmutableEnumChecker") // each holds a script without state
enum Fault {
    BAD_REQUEST(400, Kind.REFUSED, Then.REFUSED),
    UNAUTHORIZED(401, Kind.CREDENTIALS, Then.LEFT_ALONE),
    FORBIDDEN(403, Kind.CREDENTIALS, Then.LEFT_ALONE),
    NOT_FOUND(404, Kind.REFUSED, Then.LEFT_ALONE),
    CONFLICT(409, Kind.REFUSED, Then.LEFT_ALONE),
    TOO_LARGE(413, Kind.REFUSED, Then.REFUSED),
    UNPROCESSABLE(422, Kind.REFUSED, Then.REFUSED),
    TOO_MANY(429, Kind.AGAIN, Then.LATER),
    FAILED(500, Kind.DOWN, Then.SOON),
    BAD_GATEWAY(502, Kind.DOWN, Then.SOON),
    UNAVAILABLE(503, Kind.DOWN, Then.SOON),
    BUSY(answer("503 x", "Retry-After: 60", "no"), Kind.AGAIN, Then.LATER),
    ELSEWHERE(answer("302 x", "Location: http://127.0.0.1:1/", "no"), Kind.DOWN, Then.SOON),
    HANGS_UP(wire -> {}, Kind.UNKNOWN, Then.UNSURE),
    RESET(RawPeer.Wire::reset, Kind.UNKNOWN, Then.UNSURE),
    NO_HTTP(wire -> wire.send("\u0000\u0001\u0002\r\n\r\n"), Kind.UNKNOWN, Then.UNSURE),
    CUT_SHORT(wire -> wire.send("HTTP/1.1 200 x\r\nContent-Length: 1000\r\n\r\n{"), Kind.UNKNOWN, Then.UNSURE),
    EMPTY(answer("200 x", "Content-Type: application/json", ""), Kind.UNKNOWN, Then.UNSURE),
    PAGE(answer("200 x", "Content-Type: text/html", "<html>maintenance</html>"), Kind.UNKNOWN, Then.UNSURE),
    PICTURE(answer("200 x", "Content-Type: image/png", "\u0089PNG\r\n\u001A\n"), Kind.UNKNOWN, Then.UNSURE),
    ENDLESS(Fault::pour, Kind.UNKNOWN, Then.UNSURE),
    BOMB(Fault::explode, Kind.UNKNOWN, Then.UNSURE),
    SILENT(RawPeer.Wire::hang, Kind.UNKNOWN, Then.UNSURE),
    SLOW_HEAD(wire -> slow(wire, "HTTP/1.1 200 x\r\nX: "), Kind.UNKNOWN, Then.UNSURE),
    SLOW_BODY(wire -> slow(wire, "HTTP/1.1 200 x\r\n\r\n"), Kind.UNKNOWN, Then.UNSURE);

    /** Those that only the deadline ends. */
    static final Set<Fault> SLOW = EnumSet.of(SILENT, SLOW_HEAD, SLOW_BODY);

    /** Those that only a body that is read gives away. */
    static final Set<Fault> IN_THE_BODY = EnumSet.of(EMPTY, PAGE, PICTURE, ENDLESS, BOMB);

    /** What becomes of a delivery, and for how long the product is left alone. */
    enum Then {
        /** Each entry stands alone and is refused, with the product's words. */
        REFUSED(Duration.ofMinutes(5)),
        /** Nothing was taken, and a person has to look. */
        LEFT_ALONE(Duration.ofMinutes(5)),
        /** Nothing was taken; again when the product said, or after the usual wait. */
        LATER(Duration.ofMinutes(1)),
        /** Nothing was taken; again as the failures in a row allow it. */
        SOON(null),
        /** It may have been taken: the hub looks before it sends again. */
        UNSURE(null);

        private final Duration wait;

        Then(Duration wait) {
            this.wait = wait;
        }

        Optional<Duration> pause() {
            return Optional.ofNullable(wait);
        }
    }

    private final int status;
    private final RawPeer.Script script;
    private final Kind kind;
    private final Then then;

    Fault(int status, Kind kind, Then then) {
        this(status, answer(status + " x", "Content-Type: text/plain", "no"), kind, then);
    }

    Fault(RawPeer.Script script, Kind kind, Then then) {
        this(0, script, kind, then);
    }

    Fault(int status, RawPeer.Script script, Kind kind, Then then) {
        this.status = status;
        this.script = script;
        this.kind = kind;
        this.then = then;
    }

    /** Plays it to whoever has just sent a request. */
    void play(RawPeer.Wire wire) throws IOException {
        script.play(wire);
    }

    /** The status that it answers and no more, or 0. */
    int status() {
        return status;
    }

    Kind kind() {
        return kind;
    }

    Then then() {
        return then;
    }

    /** The class must not hang on the wording, so the status has none. */
    private static RawPeer.Script answer(String status, String header, String body) {
        return wire -> wire.send("HTTP/1.1 " + status + "\r\n" + header + "\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private static void slow(RawPeer.Wire wire, String start) throws IOException {
        wire.send(start);
        wire.trickle(" ");
    }

    /** Blanks, which no reader of JSON or XML trips over. */
    private static void pour(RawPeer.Wire wire) throws IOException {
        wire.send("HTTP/1.1 200 x\r\n\r\n");
        while (true) {
            wire.send(" ".repeat(10_000));
        }
    }

    private static void explode(RawPeer.Wire wire) throws IOException {
        byte[] bomb = bomb();
        wire.send("HTTP/1.1 200 x\r\nContent-Encoding: gzip\r\nConnection: close\r\nContent-Length: " + bomb.length
                + "\r\n\r\n");
        wire.out.write(bomb);
    }

    private static byte[] bomb() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(" ".repeat(20_000_000).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
