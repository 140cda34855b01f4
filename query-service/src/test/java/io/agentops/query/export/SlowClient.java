package io.agentops.query.export;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

import io.restassured.RestAssured;

/** A client that reads an answer only as far as it is asked to, and of which the system reads little ahead. */
final class SlowClient implements AutoCloseable {

    private static final int LITTLE = 4096;
    private static final int MILLIS_TO_WAIT = 20_000;

    private final Socket socket = new Socket();

    SlowClient(String path) throws IOException {
        socket.setReceiveBufferSize(LITTLE);
        socket.setSoTimeout(MILLIS_TO_WAIT);
        socket.connect(new InetSocketAddress("localhost", RestAssured.port));
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
    }

    /** The next line of the head. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.write(next);
        }
        return line.toString(UTF_8).stripTrailing();
    }

    void skipHead() throws IOException {
        while (!line().isEmpty()) {
            // All but the empty line belong to it.
        }
    }

    /** The chunks that are left; fails where the last one, which is empty, does not come. */
    String body() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = size(); size > 0; size = size()) {
            byte[] chunk = socket.getInputStream().readNBytes(size);
            if (chunk.length < size) {
                throw new EOFException();
            }
            body.writeBytes(chunk);
            line();
        }
        return body.toString(UTF_8);
    }

    @Override
    public void close() throws IOException {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException closedAlready) {
            return;
        }
        socket.close();
    }

    private int size() throws IOException {
        return Integer.parseInt(line(), 16);
    }
}
