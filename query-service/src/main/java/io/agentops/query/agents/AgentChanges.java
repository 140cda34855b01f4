package io.agentops.query.agents;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.query.page.Reads;
import io.agentops.query.stream.EntryId;
import io.agentops.query.stream.Event;
import io.agentops.query.stream.EventId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Reads which agents changed, by the transactions that changed them. A read tells up to which transaction none is still under way, its
 * horizon: the next one begins there and so misses nothing, however long a writer took to commit; what it finds twice is told once.
 */
@ApplicationScoped
class AgentChanges {

    private static final String HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon";

    private static final String CHANGED = "WITH here AS MATERIALIZED (" + HORIZON + """
            ), changed AS (
                SELECT row_number() OVER (ORDER BY a.changed_in, a.agent_id) AS n, a.changed_in::text AS changed,\s"""
            + AgentItem.COLUMNS + """
                          FROM agent a
                         WHERE a.project_id = $1 AND a.changed_in >= ($2::text)::xid8
                         ORDER BY a.changed_in, a.agent_id
                         LIMIT $3)
                    SELECT here.horizon, changed.* FROM here LEFT JOIN changed ON true ORDER BY changed.n""";

    private static final String ALL = "SELECT " + AgentItem.COLUMNS
            + " FROM agent a WHERE a.project_id = $1 ORDER BY a.agent_id LIMIT $2";

    private final Reads reads;
    private final ObjectMapper mapper;
    private final int most;

    AgentChanges(Reads reads, ObjectMapper mapper, AgentStreamConfig config) {
        this.reads = reads;
        this.mapper = mapper;
        this.most = config.agentsARead();
    }

    /** An agent, and the transaction that changed it. */
    record Changed(AgentItem agent, long in) {}

    /**
     * What one read found.
     *
     * @param horizon where the next one begins
     * @param isAll whether there were no more than are read
     */
    record Found(long horizon, List<Changed> agents, boolean isAll) {

        Found {
            agents = List.copyOf(agents);
        }
    }

    /** Where reads begin of whoever wants only what comes. */
    Uni<Long> horizon() {
        return reads.rows(HORIZON, Tuple.tuple()).map(rows -> Long.valueOf(rows.iterator().next().getString(0)));
    }

    /** The agents that changed in a transaction or later, in that order. */
    Uni<Found> since(String project, long transaction) {
        return reads.rows(CHANGED, Tuple.of(project, Long.toString(transaction), most + 1L)).map(rows -> {
            List<Changed> agents = new ArrayList<>();
            long horizon = 0;
            for (Row row : rows) {
                horizon = Long.parseLong(row.getString("horizon"));
                if (row.getString("agent_id") != null) {
                    agents.add(new Changed(AgentItem.of(row), Long.parseLong(row.getString("changed"))));
                }
            }
            boolean isAll = agents.size() <= most;
            return new Found(horizon, isAll ? agents : agents.subList(0, most), isAll);
        });
    }

    /** All agents, by their ids; one more than are shown where there are too many. */
    Uni<List<AgentItem>> all(String project) {
        return reads.rows(ALL, Tuple.of(project, most + 1L)).map(rows -> {
            List<AgentItem> agents = new ArrayList<>();
            rows.forEach(row -> agents.add(AgentItem.of(row)));
            return agents;
        });
    }

    /**
     * The event of an agent.
     *
     * @param horizon of the read that found it, from which a client resumes that has seen it
     * @param place among those of the process
     */
    Event<AgentItem> event(AgentItem agent, long horizon, long place) {
        return Event.of("agent", new EventId(new EntryId(horizon, place), 0), agent, json(agent));
    }

    private byte[] json(AgentItem agent) {
        try {
            return mapper.writeValueAsBytes(agent);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
