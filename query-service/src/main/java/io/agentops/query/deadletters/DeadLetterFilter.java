package io.agentops.query.deadletters;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;

/** Which dead letters a list shows, as its caller asked: those that every parameter fits. */
public class DeadLetterFilter {

    private static final int REASON_LENGTH = 4_000;
    private static final List<String> STATUSES = List.of("open", "redriven", "discarded");
    private static final List<String> TOPICS = List.of(Topics.AGENT_RUNS, Topics.AGENT_SPANS, Topics.AGENT_TELEMETRY);

    @QueryParam("status")
    @Parameter(description = "open, redriven or discarded")
    String status;

    @QueryParam("reason")
    @Parameter(description = "The whole reason")
    String reason;

    @QueryParam("topic")
    @Parameter(description = "The topic that refused them: agent-runs, agent-spans or agent-telemetry")
    String topic;

    @QueryParam("from")
    @Parameter(description = "Refused then or later, as an RFC 3339 time")
    String from;

    @QueryParam("to")
    @Parameter(description = "Refused before then, as an RFC 3339 time")
    String to;

    /**
     * Adds conditions.
     *
     * @throws ProblemException 422 for a parameter no dead letter could fit
     */
    void addTo(Statement statement) {
        equal(statement, "status", Parameters.oneOf("status", status, STATUSES));
        // The index has digests: reasons may be longer than it takes.
        Parameters.text("reason", reason, REASON_LENGTH)
                .ifPresent(value -> statement.add(" AND md5(reason) = md5(?)", value).add(" AND reason = ?", value));
        equal(statement, "topic", Parameters.oneOf("topic", topic, TOPICS));
        Optional<Instant> earliest = Parameters.time("from", from);
        Optional<Instant> end = Parameters.time("to", to);
        if (earliest.isPresent() && end.isPresent() && end.get().isBefore(earliest.get())) {
            throw ProblemException.invalid("/to", "must not be before from");
        }
        earliest.ifPresent(time -> statement.add(" AND created_at >= ?", Times.utc(time)));
        end.ifPresent(time -> statement.add(" AND created_at < ?", Times.utc(time)));
    }

    private static void equal(Statement statement, String column, Optional<String> wanted) {
        wanted.ifPresent(value -> statement.add(" AND " + column + " = ?", value));
    }
}
