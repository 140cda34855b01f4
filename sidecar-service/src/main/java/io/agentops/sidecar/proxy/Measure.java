package io.agentops.sidecar.proxy;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;

/** Times one request, and says how it ended, once. */
final class Measure {

    private static final double NANOS_PER_MILLI = 1e6;

    private final TrafficWindow window;
    private final boolean synthetic;
    private final Runnable whenOver;
    private final long start = System.nanoTime();
    private boolean counted;
    private boolean over;

    /** @param window null where it is not counted */
    Measure(TrafficWindow window, boolean synthetic, Runnable whenOver) {
        this.window = window;
        this.synthetic = synthetic;
        this.whenOver = whenOver;
        if (window != null) {
            window.begin();
        }
    }

    /** How the caller sees the request from now on; what comes later does not count. */
    void count(RequestError error) {
        if (!counted) {
            counted = true;
            if (window != null) {
                window.end((System.nanoTime() - start) / NANOS_PER_MILLI, error, synthetic);
            }
        }
    }

    /** Nothing more will happen. */
    void end(RequestError error) {
        count(error);
        if (!over) {
            over = true;
            whenOver.run();
        }
    }

    boolean isOver() {
        return over;
    }

    /** A stream of events is answered when it begins: how long it goes on is no latency. */
    static boolean isStream(HttpClientResponse answer) {
        String type = answer.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith("text/event-stream");
    }
}
