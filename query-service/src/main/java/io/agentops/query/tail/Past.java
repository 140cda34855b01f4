package io.agentops.query.tail;

import java.util.List;

import io.agentops.query.stream.Event;
import io.agentops.query.stream.EventId;

/**
 * Events that were before.
 *
 * @param events in order
 * @param since the event after which none is missing
 */
record Past(
        List<Event<TailRun>> events,
        EventId since) {}
