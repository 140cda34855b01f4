package io.agentops.query.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.page.Page;
import io.smallrye.mutiny.Uni;

/** Accounts for every message. */
@Path("/v1/ledger")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ledger")
public class LedgerResource {

    private static final Duration DEFAULT_SPAN = Duration.ofHours(24);

    private final LedgerQuery ledger;
    private final Clock clock = Clock.systemUTC();

    LedgerResource(LedgerQuery ledger) {
        this.ledger = ledger;
    }

    @GET
    @Operation(summary = "What became of every message, by door and by hour", description = "received = rejected + stored + "
            + "dead_lettered + in_flight. What doors counted is up to a second old.")
    public Uni<LedgerView> ledger(
            @Parameter(description = "Hours that began then or later, and the hour it lies in, as an RFC 3339 time; a day before "
                    + "the end unless given") @QueryParam("from") String from,
            @Parameter(description = "Hours that began before then, as an RFC 3339 time; now unless given") @QueryParam("to") String to,
            @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        Instant end = Parameters.time("to", to).orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MICROS));
        Instant start = Parameters.time("from", from).orElseGet(() -> end.minus(DEFAULT_SPAN));
        if (end.isBefore(start)) {
            throw to == null
                    ? ProblemException.invalid("/from", "must not be in the future without to")
                    : ProblemException.invalid("/to", "must not be before from");
        }
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        return ledger.of(Topics.DEFAULT_PROJECT, start.truncatedTo(ChronoUnit.HOURS), end, cursor, items);
    }
}
