package io.agentops.query.tail;

import io.agentops.query.stream.Event;
import io.vertx.core.json.JsonObject;

/** What clients are told of the stream itself. */
final class Notices {

    static final Event<TailRun> AWAY = Event.notice("upstream_unavailable",
            "Runs cannot be followed at the moment. The stream goes on by itself.");

    static final Event<TailRun> BACK = Event.notice("upstream_restored",
            "Runs are followed again. Some that were stored meanwhile may not be shown here.");

    static final Event<TailRun> GAP = Event.notice("gap",
            "Runs after the last event seen may not be shown here: not all of them are kept.");

    private Notices() {}

    static Event<TailRun> skipped(long runs) {
        return Event.notice("skipped", "More runs changed than this stream shows; these are the newest.",
                new JsonObject().put("runs", runs));
    }
}
