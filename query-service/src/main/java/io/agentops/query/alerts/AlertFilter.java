package io.agentops.query.alerts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;

/** Which alerts a list shows, as its caller asked: those that every parameter fits. */
public class AlertFilter {

    static final Set<String> PAGE = Set.of("limit", "cursor");
    static final Set<String> NAMES = Set.of("limit", "cursor", "state", "rule_id", "agent_id", "from", "to");

    private static final List<String> STATES = List.of("fired", "resolved", "reminder");
    private static final int LABEL_LENGTH = 500;

    @QueryParam("state")
    @Parameter(description = "fired, resolved or reminder")
    String state;

    @QueryParam("rule_id")
    String ruleId;

    @QueryParam("agent_id")
    @Parameter(description = "Of rules about this agent")
    String agentId;

    @QueryParam("from")
    @Parameter(description = "Then or later, as an RFC 3339 time")
    String from;

    @QueryParam("to")
    @Parameter(description = "Before then, as an RFC 3339 time")
    String to;

    /**
     * Adds conditions.
     *
     * @throws ProblemException 422 for a parameter no alert could fit
     */
    void addTo(Statement statement) {
        Parameters.oneOf("state", state, STATES).ifPresent(value -> statement.add(" AND state = ?", value));
        if (ruleId != null) {
            UUID rule = Parameters.uuid(ruleId)
                    .orElseThrow(() -> ProblemException.invalid("/rule_id", "must be a UUID"));
            statement.add(" AND rule_id = ?", rule);
        }
        Parameters.text("agent_id", agentId, LABEL_LENGTH)
                .ifPresent(value -> statement.add(" AND agent_id = ?", value));
        Optional<Instant> earliest = Parameters.time("from", from);
        Optional<Instant> end = Parameters.time("to", to);
        if (earliest.isPresent() && end.isPresent() && end.get().isBefore(earliest.get())) {
            throw ProblemException.invalid("/to", "must not be before from");
        }
        earliest.ifPresent(time -> statement.add(" AND at >= ?", Times.utc(time)));
        end.ifPresent(time -> statement.add(" AND at < ?", Times.utc(time)));
    }
}
