package io.agentops.query.outline;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

import io.agentops.contract.run.RunStatus;
import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.failures.FailureRows;
import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;

/** Which runs a list shows, as its caller asked: those that every parameter fits. */
public class RunFilter {

    private static final int LABEL_LENGTH = 500;
    private static final List<String> STATUSES = Arrays.stream(RunStatus.values()).map(RunStatus::wireName).toList();
    private static final List<String> FAILURE_TYPES = List.of("tool", "model", "retrieval", "orchestration");

    /** All parameters of the list, its page's included. */
    private static final Set<String> NAMES = Set.of("agent_id", "agent_version", "status", "environment",
            "failure_type", "failure_code", "tool", "from", "to", "hung", "limit", "cursor");

    @QueryParam("agent_id")
    @Parameter(description = "The agent's id, which is its name in the full form")
    String agentId;

    @QueryParam("agent_version")
    String agentVersion;

    @QueryParam("status")
    @Parameter(description = "running, success, failure or partial")
    String status;

    @QueryParam("environment")
    String environment;

    @QueryParam("failure_type")
    @Parameter(description = "tool, model, retrieval or orchestration; with failure_code, of the same failure")
    String failureType;

    @QueryParam("failure_code")
    String failureCode;

    @QueryParam("tool")
    @Parameter(description = "A tool the run called")
    String tool;

    @QueryParam("from")
    @Parameter(description = "Runs that started then or later, as an RFC 3339 time")
    String from;

    @QueryParam("to")
    @Parameter(description = "Runs that started before then, as an RFC 3339 time")
    String to;

    @QueryParam("hung")
    @Parameter(description = "true: only runs that are running and silent for long; false: all others")
    String hung;

    /**
     * A condition that is not understood must not seem to fit every run.
     *
     * @throws ProblemException 422 for the first name, in their order, that is no parameter of the list
     */
    static void refuseUnknown(Set<String> names) {
        names.stream().filter(name -> !NAMES.contains(name)).sorted().findFirst().ifPresent(name -> {
            throw ProblemException.invalid("/" + name.replace("~", "~0").replace("/", "~1"),
                    "is not a parameter of this list");
        });
    }

    /**
     * Adds conditions on the row of a run {@code r} and its join {@code hung}.
     *
     * @throws ProblemException 422 for a parameter no run could fit
     */
    void addOwn(Statement statement) {
        equal(statement, "r.agent_name", label("agent_id", agentId));
        equal(statement, "r.agent_version", label("agent_version", agentVersion));
        equal(statement, "r.environment", label("environment", environment));
        equal(statement, "r.status", Parameters.oneOf("status", status, STATUSES));
        started(statement);
        Parameters.flag("hung", hung).ifPresent(wanted -> statement.add(wanted
                // The status, which a hung run has, lets the database begin with the few runs that have it.
                ? " AND r.status = 'running' AND hung.since IS NOT NULL"
                : " AND hung.since IS NULL"));
    }

    /**
     * Adds conditions on what belongs to a run {@code r}. They cost far more than those on its own row.
     *
     * @throws ProblemException 422 for a parameter no run could fit
     */
    void addChildren(Statement statement) {
        label("tool", tool).ifPresent(name -> called(statement, name));
        failed(statement);
    }

    private void started(Statement statement) {
        Optional<Instant> earliest = Parameters.time("from", from);
        Optional<Instant> end = Parameters.time("to", to);
        if (earliest.isPresent() && end.isPresent() && end.get().isBefore(earliest.get())) {
            throw ProblemException.invalid("/to", "must not be before from");
        }
        // A run's day never lies before the one on which it started, but may lie after it, since its start can move back. The
        // day more is kept for runs that are read anew from their spans.
        earliest.ifPresent(time -> statement.add(" AND r.started_at >= ?", Times.utc(time))
                .add(" AND r.day >= ?", LocalDate.ofInstant(time, ZoneOffset.UTC).minusDays(1)));
        end.ifPresent(time -> statement.add(" AND r.started_at < ?", Times.utc(time)));
    }

    /**
     * The full form tells calls; in the privacy-first form the steps that are calls name the tool. As two conditions the
     * database would rather read all calls and steps there are.
     */
    private static void called(Statement statement, String name) {
        statement.add("""
                 AND EXISTS (SELECT FROM tool_call c
                              WHERE c.project_id = r.project_id AND c.day = r.day AND c.run_id = r.run_id
                                AND c.tool_name = ?
                             UNION ALL
                             SELECT FROM step s
                              WHERE s.project_id = r.project_id AND s.day = r.day AND s.run_id = r.run_id
                                AND s.step_type = 'tool' AND (s.name = ? OR s.metadata ->> 'tool_name' = ?))
                """, name, name, name);
    }

    private void failed(Statement statement) {
        Optional<String> type = Parameters.oneOf("failure_type", failureType, FAILURE_TYPES);
        Optional<String> code = label("failure_code", failureCode);
        if (type.isPresent() || code.isPresent()) {
            statement.add(" AND EXISTS (SELECT FROM (").add(FailureRows.OF_RUN).add(") AS failed WHERE true");
            equal(statement, "failed.failure_type", type);
            equal(statement, "failed.failure_code", code);
            statement.add(")");
        }
    }

    private static void equal(Statement statement, String column, Optional<String> wanted) {
        wanted.ifPresent(value -> statement.add(" AND " + column + " = ?", value));
    }

    private static Optional<String> label(String name, String value) {
        return Parameters.text(name, value, LABEL_LENGTH);
    }
}
