package io.agentops.query.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.agentops.query.stream.Event;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The ids and statuses of all agents, as events of a bounded size. */
final class Snapshot {

    private static final int AGENTS_A_PART = 500;

    private Snapshot() {}

    /**
     * The events for one client.
     *
     * @param most agents that are shown
     */
    static List<Event<AgentItem>> events(List<AgentItem> agents, Predicate<AgentItem> wanted, int most) {
        List<AgentItem> shown = agents.stream().limit(most).filter(wanted).toList();
        List<Event<AgentItem>> parts = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(from + AGENTS_A_PART, shown.size());
            JsonArray part = new JsonArray();
            shown.subList(from, to).forEach(agent -> part.add(
                    new JsonObject().put("agent_id", agent.agentId()).put("status", agent.status())));
            JsonObject data = new JsonObject().put("agents", part).put("last", to == shown.size())
                    .put("complete", agents.size() <= most);
            parts.add(new Event<>(null, null, Buffer.buffer("event: snapshot\ndata: " + data.encode() + "\n\n")));
            from = to;
        } while (from < shown.size());
        return parts;
    }
}
