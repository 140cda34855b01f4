package io.agentops.query.versions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.outline.RunFilter;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Page;
import io.vertx.core.json.JsonArray;

/** Which versions are looked at for regressions, as the caller asked. */
public class RegressionFilter {

    private static final Duration USUAL = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(92);
    /** How long runs have to end: of those that started lately only the quick ones have, and these fail more often than all do. */
    private static final Duration TO_END = Duration.ofHours(1);
    static final Set<String> NAMES = Set.of("since", "until", "agent_id", "environment", "limit", "cursor");

    @QueryParam("since")
    @Parameter(description = "Versions first seen in this hour or later, as an RFC 3339 time; 7 days before the end unless given")
    String since;

    @QueryParam("until")
    @Parameter(description = "Runs that started before the end of the hour before then, as an RFC 3339 time; the start of the last full hour unless given")
    String until;

    @QueryParam("agent_id")
    @Parameter(description = "The agent's id, which is its name in the full form")
    String agentId;

    @QueryParam("environment")
    String environment;

    @QueryParam("limit")
    String limit;

    @QueryParam("cursor")
    String cursor;

    /**
     * The filter of a caller that has its parameters otherwise than in a query.
     *
     * @param parameters what the parameter of a name is; null where it is not given
     */
    public static RegressionFilter of(UnaryOperator<String> parameters) {
        RegressionFilter filter = new RegressionFilter();
        filter.since = parameters.apply("since");
        filter.until = parameters.apply("until");
        filter.agentId = parameters.apply("agent_id");
        filter.environment = parameters.apply("environment");
        filter.limit = parameters.apply("limit");
        filter.cursor = parameters.apply("cursor");
        return filter;
    }

    /**
     * What is asked for.
     *
     * @param fingerprint the same for queries in the same words
     * @param after the place behind which the page begins
     */
    record Asked(Span span, Optional<String> agent, Optional<String> environment, int limit, String fingerprint,
            Optional<RegressionPlace> after) {}

    /**
     * Reads the parameters.
     *
     * @throws ProblemException 422 for one that could fit no run
     */
    Asked read(Clock clock) {
        Optional<String> agent = Parameters.text("agent_id", agentId, RunFilter.LABEL_LENGTH);
        Optional<String> wanted = Parameters.text("environment", environment, RunFilter.LABEL_LENGTH);
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        Span span = Span.of(since, until, USUAL, LONGEST,
                clock.instant().truncatedTo(ChronoUnit.HOURS).minus(TO_END));
        String fingerprint = fingerprint();
        if (cursor == null) {
            return new Asked(span, agent, wanted, items, fingerprint, Optional.empty());
        }
        RegressionPlace.InList last = RegressionPlace.fromCursor(cursor, fingerprint);
        if (last.span().longerThan(LONGEST)) {
            throw Cursor.invalid();
        }
        return new Asked(last.span(), agent, wanted, items, fingerprint, Optional.of(last.place()));
    }

    private String fingerprint() {
        String asked = new JsonArray(Arrays.asList(since, until, agentId, environment)).encode();
        return UUID.nameUUIDFromBytes(asked.getBytes(UTF_8)).toString();
    }
}
