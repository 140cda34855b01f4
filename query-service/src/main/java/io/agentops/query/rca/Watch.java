package io.agentops.query.rca;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.agentops.query.stream.EntryId;

/**
 * One analysis and the clients that watch it. What was read is kept, so that a later client gets what it missed. Not safe
 * for use by several threads.
 */
final class Watch {

    /** Five steps an attempt; an analysis that was begun more often than this tells has lost only old news. */
    private static final int MAX_KEPT = 100;

    private final Map<Consumer<ProgressEvent>, EntryId> clients = new LinkedHashMap<>();
    private final List<ProgressEvent> kept = new ArrayList<>();
    private EntryId newest = EntryId.NONE;
    private ProgressEvent endOfRow;
    private long roundsBeforeEnd;

    /** Adds a client that has seen everything up to an event, and gives it what came after that. */
    void join(Consumer<ProgressEvent> client, EntryId seen) {
        clients.put(client, seen);
        for (ProgressEvent event : List.copyOf(kept)) {
            send(event, client);
        }
    }

    void leave(Consumer<ProgressEvent> client) {
        clients.remove(client);
    }

    boolean hasClients() {
        return !clients.isEmpty();
    }

    /** The id after which the Redis stream is still to be read. */
    EntryId newest() {
        return newest;
    }

    /** Passes an event on, unless an event as late was before it. */
    void publish(ProgressEvent event) {
        if (!event.id().isAfter(newest)) {
            return;
        }
        newest = event.id();
        if (kept.size() == MAX_KEPT) {
            kept.remove(0);
        }
        kept.add(event);
        for (Consumer<ProgressEvent> client : List.copyOf(clients.keySet())) {
            send(event, client);
        }
    }

    /** Leaves out an entry that is no event. */
    void skip(EntryId id) {
        if (id.isAfter(newest)) {
            newest = id;
        }
    }

    void comment() {
        for (Consumer<ProgressEvent> client : List.copyOf(clients.keySet())) {
            client.accept(ProgressEvent.COMMENT);
        }
    }

    /**
     * Notes the end that the database tells. It waits until what Redis has of the way there was read.
     *
     * @param roundsBegun reads of Redis that were begun until now
     */
    void ended(ProgressEvent end, long roundsBegun) {
        if (endOfRow == null) {
            endOfRow = end;
            roundsBeforeEnd = roundsBegun;
        }
    }

    boolean isEnded() {
        return endOfRow != null;
    }

    /**
     * Ends the clients' streams if the database has told the end and Redis was read since.
     *
     * @param roundsRead reads of Redis that were begun, and have answered
     */
    void settle(long roundsRead) {
        if (endOfRow != null && roundsRead > roundsBeforeEnd) {
            for (Consumer<ProgressEvent> client : List.copyOf(clients.keySet())) {
                client.accept(endOfRow);
            }
        }
    }

    private void send(ProgressEvent event, Consumer<ProgressEvent> client) {
        EntryId seen = clients.get(client);
        if (seen != null && event.id().isAfter(seen)) {
            clients.put(client, event.id());
            client.accept(event);
        }
    }
}
