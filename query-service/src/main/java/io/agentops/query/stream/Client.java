package io.agentops.query.stream;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * One client of a {@link Broadcast}. It takes events no faster than its connection does, holds none of its own but those it
 * missed, and is dropped when it is so far behind that it lost one. Everything is done on the event loop of its connection.
 */
public final class Client<T> {

    /** Bytes after which what is to be written is written. */
    private static final int CHUNK_BYTES = 32 * 1024;
    /** Bytes that may wait for a connection before no more are added. */
    private static final int MOST_WAITING_BYTES = 64 * 1024;
    /** How long a client that was dropped has to take what it is told. */
    private static final long LAST_WORDS_MILLIS = 5_000;
    private static final Buffer COMMENT = Buffer.buffer(":\n\n");

    private final HttpServerResponse response;
    private final Context context;
    private final Predicate<T> wanted;
    private final BiConsumer<Client<T>, Ending> onClosed;
    private final long since = System.nanoTime();
    private final AtomicBoolean closed = new AtomicBoolean();
    private Broadcast<T> live;
    private List<Event<T>> missed = List.of();
    private EventId seen = EventId.NONE;
    private EventId passed = EventId.NONE;
    private EventId told = EventId.NONE;
    private int replayed;
    private long place;
    private boolean opened;

    /** Why nothing more is written. */
    public enum Ending {
        /** The connection is gone. */
        GONE,
        /** The stream was ended in good order. */
        ENDED,
        /** It was dropped, since it did not keep up. */
        SLOW
    }

    /**
     * Describes a client to which nothing was written.
     *
     * @param context of its connection
     * @param onClosed is told once when nothing more is written
     */
    public Client(HttpServerResponse response, Context context, Predicate<T> wanted,
            BiConsumer<Client<T>, Ending> onClosed) {
        this.response = response;
        this.context = context;
        this.wanted = wanted;
        this.onClosed = onClosed;
    }

    /**
     * Where a client begins.
     *
     * @param notices what it is told first
     * @param missed events before those of the broadcast
     * @param seen the event up to which it has seen all; it gets only later ones
     * @param live what it gets from then on
     * @param place of the first of these
     */
    public record Start<T>(List<Event<T>> notices, List<Event<T>> missed, EventId seen, Broadcast<T> live,
            long place) {}

    /** Begins to write. */
    public void open(Start<T> start) {
        context.runOnContext(now -> {
            if (closed.get()) {
                return;
            }
            opened = true;
            live = start.live();
            missed = start.missed();
            seen = start.seen();
            passed = start.seen();
            place = start.place();
            response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store").putHeader("X-Accel-Buffering", "no")
                    .setChunked(true).setWriteQueueMaxSize(MOST_WAITING_BYTES)
                    .exceptionHandler(failure -> gone())
                    .drainHandler(drained -> write());
            // Opens the stream at once, however long nothing happens.
            Buffer first = COMMENT.copy();
            start.notices().forEach(notice -> first.appendBuffer(notice.frame()));
            response.write(first);
            write();
        });
    }

    /** Lets it take what was added to the broadcast. */
    public void wake() {
        context.runOnContext(now -> write());
    }

    /**
     * Keeps proxies from closing a stream on which nothing happens, and tells the client from where to resume, if events have passed
     * that it did not want.
     */
    public void comment() {
        context.runOnContext(now -> {
            if (opened && !closed.get() && !response.writeQueueFull()) {
                response.write(passed.equals(told) ? COMMENT : Buffer.buffer(":\nid: " + passed + "\n\n"));
                told = passed;
            }
        });
    }

    /** Ends the stream in good order. */
    public void end() {
        context.runOnContext(now -> {
            if (opened && close(Ending.ENDED)) {
                response.end();
            }
        });
    }

    /** Takes note that the connection is gone. */
    public void gone() {
        close(Ending.GONE);
    }

    /** How long ago it came, in nanoseconds. */
    public long age() {
        return System.nanoTime() - since;
    }

    private void write() {
        if (!opened) {
            return;
        }
        while (!closed.get() && !response.writeQueueFull()) {
            Buffer chunk = next();
            if (chunk == null) {
                drop();
            } else if (chunk.length() == 0) {
                return;
            } else {
                response.write(chunk);
            }
        }
        if (!closed.get() && live.isLost(place)) {
            drop();
        }
    }

    /** Some of the events that are to be written; null when one is lost. */
    private Buffer next() {
        Buffer chunk = Buffer.buffer();
        while (chunk.length() < CHUNK_BYTES) {
            Event<T> event;
            if (replayed < missed.size()) {
                event = missed.get(replayed++);
            } else if (place < live.end()) {
                event = live.at(place++);
            } else {
                break;
            }
            if (event == null) {
                return null;
            }
            if (isFor(event)) {
                chunk.appendBuffer(event.frame());
            }
            passed = event.id() != null && event.id().isAfter(passed) ? event.id() : passed;
        }
        if (replayed == missed.size()) {
            missed = List.of();
            replayed = 0;
        }
        return chunk;
    }

    private boolean isFor(Event<T> event) {
        return event.subject() == null || (event.id().isAfter(seen) && wanted.test(event.subject()));
    }

    private boolean close(Ending how) {
        boolean first = closed.compareAndSet(false, true);
        if (first) {
            onClosed.accept(this, how);
        }
        return first;
    }

    private void drop() {
        close(Ending.SLOW);
        missed = List.of();
        Event<T> notice = Event.notice("slow_client",
                "Events came faster than this client took them. Open the stream again with Last-Event-ID.");
        response.write(notice.frame()).onComplete(written -> {
            if (!response.ended() && !response.closed()) {
                response.end();
            }
        });
        context.owner().setTimer(LAST_WORDS_MILLIS, timer -> {
            if (!response.ended() && !response.closed()) {
                response.reset();
            }
        });
    }
}
