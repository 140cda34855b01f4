package io.agentops.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;

/** Tracers as tests need them. */
final class Tracers {

    private Tracers() {}

    static AgentTracerBuilder of(URI url) {
        return AgentTracer.builder("support-agent", "1.4.2", url).flushEvery(Duration.ofMillis(200))
                .closeWithin(Duration.ofSeconds(60));
    }

    /** Nothing is sent before the tracer is closed, so that one run is one message. */
    static AgentTracerBuilder patient(URI url) {
        return of(url).flushEvery(Duration.ofHours(1));
    }

    /** Where nobody listens: connections are refused. */
    static URI nowhere() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
