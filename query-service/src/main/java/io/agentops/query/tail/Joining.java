package io.agentops.query.tail;

import java.util.Optional;

import io.agentops.query.stream.Client;
import io.agentops.query.stream.EventId;

/**
 * A client to which nothing was written yet.
 *
 * @param lastEventId after which it wants to begin, as it said; null where it wants only what comes
 */
record Joining(
        Client<TailRun> client,
        String lastEventId) {

    /** Empty for an id that is none of ours. */
    Optional<EventId> seen() {
        return EventId.parse(lastEventId);
    }
}
