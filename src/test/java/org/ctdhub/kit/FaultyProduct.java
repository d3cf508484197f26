// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ctdhub.testing.RawPeer;

/** A product that answers the first calls as a case says, and each call after them with a fault. */
final class FaultyProduct implements AutoCloseable {

    private final RawPeer peer = new RawPeer(this::serve);
    private final Queue<ScriptedProduct.Answer> answers = new ConcurrentLinkedQueue<>();
    private volatile Fault fault = Fault.SILENT;

    FaultyProduct() throws IOException {}

    URI url() {
        return URI.create("http://127.0.0.1:" + peer.port());
    }

    /** From now on. */
    void answer(List<ScriptedProduct.Exchange> well, Fault fault) {
        answers.clear();
        well.forEach(exchange -> answers.add(exchange.answer()));
        this.fault = fault;
    }

    private void serve(RawPeer.Wire wire) throws IOException {
        if (!wire.request()) {
            return;
        }
        Optional<ScriptedProduct.Answer> answer = Optional.ofNullable(answers.poll());
        if (answer.isPresent()) {
            send(wire, answer.get());
        } else {
            fault.play(wire);
        }
    }

    private static void send(RawPeer.Wire wire, ScriptedProduct.Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " x\r\nConnection: close\r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        wire.send(head + "Content-Length: " + body.length + "\r\n\r\n");
        wire.out.write(body);
    }

    @Override
    public void close() throws IOException {
        peer.close();
    }
}
