package io.agentops.query.stats;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;

/** Which runs statistics are over. */
public class StatsFilter {

    private static final int LABEL_LENGTH = 500;
    private static final Duration DEFAULT_SPAN = Duration.ofHours(24);
    private static final Duration LONGEST_SPAN = Duration.ofDays(366);
    private static final int MOST_INTERVALS = 1000;
    static final Set<String> NAMES = Set.of("agent_id", "agent_version", "environment", "from", "to",
            "interval");
    private static final Map<String, Duration> INTERVALS = Map.of("1h", Duration.ofHours(1), "6h", Duration.ofHours(6),
            "1d",
            Duration.ofDays(1), "7d", Duration.ofDays(7));
    private static final List<String> INTERVAL_NAMES = List.of("1h", "6h", "1d", "7d");

    @QueryParam("agent_id")
    @Parameter(description = "The agent's id, which is its name in the full form")
    String agentId;

    @QueryParam("agent_version")
    String agentVersion;

    @QueryParam("environment")
    String environment;

    @QueryParam("from")
    @Parameter(description = "Runs that started then or later, as an RFC 3339 time; 24 hours before the end unless given")
    String from;

    @QueryParam("to")
    @Parameter(description = "Runs that started before then, as an RFC 3339 time; the end of this hour unless given")
    String to;

    @QueryParam("interval")
    @Parameter(description = "1h, 6h, 1d or 7d: figures for each such part of the span too, counted from 1970 in UTC")
    String interval;

    /**
     * The filter of a caller that has its parameters otherwise than in a query.
     *
     * @param parameters what the parameter of a name is; null where it is not given
     */
    public static StatsFilter of(UnaryOperator<String> parameters) {
        StatsFilter filter = new StatsFilter();
        filter.agentId = parameters.apply("agent_id");
        filter.agentVersion = parameters.apply("agent_version");
        filter.environment = parameters.apply("environment");
        filter.from = parameters.apply("from");
        filter.to = parameters.apply("to");
        filter.interval = parameters.apply("interval");
        return filter;
    }

    /**
     * The time the runs started in.
     *
     * @return without an end the hour that is going on is the last
     * @throws ProblemException 422 for times that are none, reversed, or more than 366 days apart
     */
    Span span(Clock clock) {
        Instant end = Parameters.time("to", to).orElseGet(() -> Times.ceiling(clock.instant(), ChronoUnit.HOURS));
        Instant start = Parameters.time("from", from).orElseGet(() -> end.minus(DEFAULT_SPAN));
        if (end.isBefore(start)) {
            throw to == null
                    ? ProblemException.invalid("/from", "must not be in the future without to")
                    : ProblemException.invalid("/to", "must not be before from");
        }
        if (Duration.between(start, end).compareTo(LONGEST_SPAN) > 0) {
            throw ProblemException.invalid("/from", "must be at most 366 days before the end");
        }
        return new Span(start, end);
    }

    /**
     * How long each part is.
     *
     * @throws ProblemException 422 for one that is not offered, or that would give more than 1,000 parts
     */
    Optional<Duration> interval(Span span) {
        Optional<Duration> length = Parameters.oneOf("interval", interval, INTERVAL_NAMES).map(INTERVALS::get);
        length.ifPresent(part -> {
            if (parts(span, part) > MOST_INTERVALS) {
                throw ProblemException.invalid("/interval",
                        "must divide the span into at most " + MOST_INTERVALS + " parts");
            }
        });
        return length;
    }

    /** How many parts, which begin at multiples of their length since 1970, have some of a span. */
    private static long parts(Span span, Duration length) {
        long seconds = length.toSeconds();
        return Math.floorDiv(span.to().minusNanos(1).getEpochSecond(), seconds)
                - Math.floorDiv(span.from().getEpochSecond(), seconds) + 1;
    }

    /** Whether only some runs count. */
    boolean isSelective() {
        return agentId != null || agentVersion != null || environment != null;
    }

    /** Adds conditions on columns that runs and figures over them have. */
    void addLabels(Statement statement) {
        equal(statement, "agent_name", agentId);
        equal(statement, "agent_version", agentVersion);
        equal(statement, "environment", environment);
    }

    private static void equal(Statement statement, String column, String label) {
        if (label != null) {
            statement.add(" AND " + column + " = ?", label);
        }
    }

    /**
     * Checks the labels.
     *
     * @throws ProblemException 422 for one that no run could have
     */
    StatsFilter validated() {
        Parameters.text("agent_id", agentId, LABEL_LENGTH);
        Parameters.text("agent_version", agentVersion, LABEL_LENGTH);
        Parameters.text("environment", environment, LABEL_LENGTH);
        return this;
    }
}
