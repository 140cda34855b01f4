package io.agentops.localstack.origin;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;

/**
 * A large request body that flows only when the service has said that it wants it ({@code 100 Continue}). A service that
 * refuses a body cuts the connection under whoever is sending it, and its answer is lost with that.
 */
final class AwaitedBody implements ReadStream<Buffer> {

    /** Smaller bodies fit the buffers on the way, so that the answer is read anyway. */
    static final long LARGE_BYTES = 64 << 10;

    // A service need not know about 100 Continue; RFC 9110 asks to send the body after a while.
    private static final long PATIENCE_MILLIS = 1000;

    private enum State {
        NEW,
        ASKED,
        FLOWING,
        UNWANTED
    }

    private final Vertx vertx;
    private final HttpServerRequest source;
    private final HttpClientRequest target;
    private State state = State.NEW;

    AwaitedBody(Vertx vertx, HttpServerRequest source, HttpClientRequest target) {
        this.vertx = vertx;
        this.source = source;
        this.target = target;
    }

    /** The first call comes from the pipe, when the headers of the request to the service are complete. */
    @Override
    public ReadStream<Buffer> resume() {
        if (state == State.NEW) {
            ask();
        } else if (state == State.FLOWING) {
            source.resume();
        }
        return this;
    }

    private void ask() {
        state = State.ASKED;
        target.putHeader(HttpHeaders.EXPECT, HttpHeaders.CONTINUE);
        target.continueHandler(wanted -> flow());
        var answered = target.response().onComplete(answer -> discard());
        vertx.setTimer(PATIENCE_MILLIS, timer -> {
            if (!answered.isComplete()) {
                flow();
            }
        });
        var unused = target.sendHead();
    }

    private void flow() {
        if (state == State.ASKED) {
            state = State.FLOWING;
            source.resume();
        }
    }

    /** The client hears the answer only if nobody cuts it off while it is still sending. */
    private void discard() {
        if (state == State.ASKED) {
            state = State.UNWANTED;
            // That the service then cuts the connection is no news.
            target.exceptionHandler(cut -> {});
            source.handler(dropped -> {}).endHandler(end -> {}).resume();
        }
    }

    @Override
    public ReadStream<Buffer> pause() {
        if (state != State.UNWANTED) {
            source.pause();
        }
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        source.fetch(amount);
        return this;
    }

    @Override
    public ReadStream<Buffer> handler(Handler<Buffer> handler) {
        if (state != State.UNWANTED) {
            source.handler(handler);
        }
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(Handler<Void> handler) {
        if (state != State.UNWANTED) {
            source.endHandler(handler);
        }
        return this;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
        source.exceptionHandler(handler);
        return this;
    }
}
