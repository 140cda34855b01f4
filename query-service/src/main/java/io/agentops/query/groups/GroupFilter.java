package io.agentops.query.groups;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;
import io.vertx.core.json.JsonArray;

/** Which groups a list shows, and which of their runs count. */
public class GroupFilter {

    static final Set<String> NAMES = Set.of("from", "to", "state", "agent_id", "agent_version", "environment", "tool",
            "failure_code", "sort", "limit", "cursor");
    /** Of one group, when it is asked for by its id. */
    static final Set<String> NAMES_OF_ONE = Set.of("from", "to");

    private static final int LABEL_LENGTH = 500;
    private static final int FINGERPRINT_BYTES = 6;
    /** How many runs, when last and when first. */
    public static final List<String> SORTS = GroupSort.NAMES;
    /** What a group may be. */
    public static final List<String> STATES = List.of("open", "resolved", "regressed", "muted");
    private static final Duration DEFAULT_SPAN = Duration.ofDays(7);
    static final Duration LONGEST_SPAN = Duration.ofDays(366);

    @QueryParam("from")
    @Parameter(description = "Runs that started in that hour or later, as an RFC 3339 time; seven days before the end unless given")
    String from;

    @QueryParam("to")
    @Parameter(description = "Runs that started before that hour ended, as an RFC 3339 time; now unless given")
    String to;

    @QueryParam("state")
    @Parameter(description = "open, resolved, regressed or muted")
    String state;

    @QueryParam("agent_id")
    @Parameter(description = "The agent's id, which is its name in the full form")
    String agentId;

    @QueryParam("agent_version")
    @Parameter(description = "Only runs of this version count")
    String agentVersion;

    @QueryParam("environment")
    @Parameter(description = "Only runs of this environment count")
    String environment;

    @QueryParam("tool")
    @Parameter(description = "The tool whose call failed")
    String tool;

    @QueryParam("failure_code")
    String failureCode;

    @QueryParam("sort")
    @Parameter(description = "count, the default: those with most runs first; last_seen: those seen last first; first_seen: the newest first")
    String sort;

    /**
     * The filter of a caller that has its parameters otherwise than in a query.
     *
     * @param parameters what the parameter of a name is; null where it is not given
     */
    public static GroupFilter of(UnaryOperator<String> parameters) {
        GroupFilter filter = new GroupFilter();
        filter.from = parameters.apply("from");
        filter.to = parameters.apply("to");
        filter.state = parameters.apply("state");
        filter.agentId = parameters.apply("agent_id");
        filter.agentVersion = parameters.apply("agent_version");
        filter.environment = parameters.apply("environment");
        filter.tool = parameters.apply("tool");
        filter.failureCode = parameters.apply("failure_code");
        filter.sort = parameters.apply("sort");
        return filter;
    }

    /**
     * The hours in which the runs started that count.
     *
     * @throws ProblemException 422 for times that are none, reversed, or more than 366 days apart
     */
    Span span(Clock clock) {
        Instant end = Parameters.time("to", to).orElseGet(clock::instant);
        Instant start = Parameters.time("from", from).orElseGet(() -> end.minus(DEFAULT_SPAN));
        if (end.isBefore(start)) {
            throw to == null
                    ? ProblemException.invalid("/from", "must not be in the future without to")
                    : ProblemException.invalid("/to", "must not be before from");
        }
        if (Duration.between(start, end).compareTo(LONGEST_SPAN) > 0) {
            throw ProblemException.invalid("/from", "must be at most 366 days before the end");
        }
        return new Span(start.truncatedTo(ChronoUnit.HOURS), Times.ceiling(end, ChronoUnit.HOURS));
    }

    /**
     * The order asked for.
     *
     * @throws ProblemException 422 for one that is not offered
     */
    GroupSort sort() {
        return Parameters.oneOf("sort", sort, GroupSort.NAMES).map(GroupSort::named).orElse(GroupSort.COUNT);
    }

    /**
     * The state asked for.
     *
     * @throws ProblemException 422 for one that no group has
     */
    Optional<String> state() {
        return Parameters.oneOf("state", state, STATES);
    }

    /**
     * Adds conditions on the figures {@code s} of the runs that count.
     *
     * @throws ProblemException 422 for a parameter no run could fit
     */
    void addOfFigures(Statement statement) {
        equal(statement, "s.agent_name", "agent_id", agentId);
        equal(statement, "s.agent_version", "agent_version", agentVersion);
        equal(statement, "s.environment", "environment", environment);
    }

    /** The same on runs {@code r}, whose agent is that of their group. */
    void addOfRuns(Statement statement) {
        equal(statement, "r.agent_version", "agent_version", agentVersion);
        equal(statement, "r.environment", "environment", environment);
    }

    /** The same on groups {@code g}. */
    void addOfGroups(Statement statement) {
        equal(statement, "g.tool_name", "tool", tool);
        equal(statement, "g.failure_code", "failure_code", failureCode);
    }

    /** A short digest of what was asked, equal for equal parameters. */
    String fingerprint() {
        String asked = new JsonArray(
                Arrays.asList("failure-groups", from, to, state, agentId, agentVersion, environment, tool,
                        failureCode, sort))
                .encode();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(asked.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static void equal(Statement statement, String column, String name, String value) {
        Parameters.text(name, value, LABEL_LENGTH).ifPresent(label -> statement.add(" AND " + column + " = ?", label));
    }
}
