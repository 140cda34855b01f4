package io.agentops.query.agents;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

import io.agentops.http.Parameters;
import io.agentops.query.page.Statement;

/** Which agents are shown, as the caller asked: those that every parameter fits. */
public class AgentFilter {

    static final Set<String> OF_LIST = Set.of("limit", "cursor", "status", "environment", "agent_name");
    static final Set<String> OF_STREAM = Set.of("environment", "agent_name");

    private static final List<String> STATUSES = List.of("HEALTHY", "DEGRADED", "UNHEALTHY", "RECOVERING", "UNKNOWN");
    private static final int LABEL_LENGTH = 500;

    @QueryParam("environment")
    String environment;

    @QueryParam("agent_name")
    @Parameter(description = "The name that instances of an agent share")
    String agentName;

    /**
     * Adds conditions.
     *
     * @param status null for any
     * @throws io.agentops.http.ProblemException 422 for a parameter no agent could fit
     */
    void addTo(Statement statement, String status) {
        equal(statement, "status", Parameters.oneOf("status", status, STATUSES));
        equal(statement, "environment", Parameters.text("environment", environment, LABEL_LENGTH));
        equal(statement, "agent_name", Parameters.text("agent_name", agentName, LABEL_LENGTH));
    }

    /** The same of an agent that is known. */
    Predicate<AgentItem> predicate() {
        Optional<String> where = Parameters.text("environment", environment, LABEL_LENGTH);
        Optional<String> name = Parameters.text("agent_name", agentName, LABEL_LENGTH);
        return agent -> where.map(wanted -> wanted.equals(agent.environment())).orElse(true)
                && name.map(wanted -> wanted.equals(agent.agentName())).orElse(true);
    }

    private static void equal(Statement statement, String column, Optional<String> wanted) {
        wanted.ifPresent(value -> statement.add(" AND a." + column + " = ?", value));
    }
}
