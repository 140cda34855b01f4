package io.agentops.query.versions;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.outline.RunFilter;

/** Which versions are compared, as the caller asked. */
public class VersionDiffFilter {

    private static final Duration USUAL = Duration.ofDays(30);
    private static final Duration LONGEST = Duration.ofDays(366);
    static final Set<String> NAMES = Set.of("from", "to", "since", "until", "environment");

    @PathParam("name")
    @Parameter(description = "The agent's id, which is its name in the full form")
    String agent;

    @QueryParam("from")
    @Parameter(description = "The version that is compared with", required = true)
    String from;

    @QueryParam("to")
    @Parameter(description = "The version that is compared", required = true)
    String to;

    @QueryParam("since")
    @Parameter(description = "Runs that started in this hour or later, as an RFC 3339 time; 30 days before the end unless given")
    String since;

    @QueryParam("until")
    @Parameter(description = "Runs that started before the end of the hour before then, as an RFC 3339 time; now unless given")
    String until;

    @QueryParam("environment")
    String environment;

    /**
     * The filter of a caller that has its parameters otherwise than in a query.
     *
     * @param parameters what the parameter of a name is; null where it is not given
     */
    public static VersionDiffFilter of(UnaryOperator<String> parameters) {
        VersionDiffFilter filter = new VersionDiffFilter();
        filter.agent = parameters.apply("name");
        filter.from = parameters.apply("from");
        filter.to = parameters.apply("to");
        filter.since = parameters.apply("since");
        filter.until = parameters.apply("until");
        filter.environment = parameters.apply("environment");
        return filter;
    }

    /** What is asked for. */
    record Asked(String agent, String from, String to, Optional<String> environment, Span span) {}

    /**
     * Reads the parameters.
     *
     * @throws ProblemException 422 for one that is missing or could fit no run
     */
    Asked read(Clock clock) {
        String wantedAgent = required("name", agent);
        String wantedFrom = required("from", from);
        String wantedTo = required("to", to);
        if (wantedFrom.equals(wantedTo)) {
            throw ProblemException.invalid("/to", "must be another version than from");
        }
        return new Asked(wantedAgent, wantedFrom, wantedTo,
                Parameters.text("environment", environment, RunFilter.LABEL_LENGTH),
                Span.of(since, until, USUAL, LONGEST, clock.instant()));
    }

    private static String required(String name, String value) {
        return Parameters.text(name, value, RunFilter.LABEL_LENGTH)
                .orElseThrow(() -> ProblemException.invalid("/" + name, "is required"));
    }
}
