package io.agentops.ingest.letters;

import java.util.UUID;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.ingest.IngestSecret;
import io.smallrye.mutiny.Uni;

/** Decides about records that could not be accepted. */
@Path("/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@IngestSecret.Required
@Tag(name = "Dead letters")
public class DeadLetterResource {

    private static final int MOST = 1000;
    private static final int DEFAULT_LIMIT = 100;
    private static final int LONGEST_REASON = 4_000;

    private final Redrive redrive;
    private final LetterStore store;

    DeadLetterResource(Redrive redrive, LetterStore store) {
        this.redrive = redrive;
        this.store = store;
    }

    /** A dead letter that was decided about. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Answer(UUID deadLetterId, String status) {}

    /**
     * What came of many.
     *
     * @param gone how many of those tried have left their topic; they stay open, and are not tried again with others
     * @param open how many are open now, of those that were meant; 1001 stands for more than a thousand
     */
    public record Counts(int redriven, int gone, long open) {}

    @POST
    @Path("/{dead_letter_id}/redrive")
    @Operation(summary = "Send a refused record to its topic again", description = "As it was sent, with its headers and the header "
            + "redriven. What is refused again becomes another dead letter.")
    @APIResponse(responseCode = "200", description = "Kafka has the record")
    @APIResponse(responseCode = "409", description = "It was redriven or discarded before")
    @APIResponse(responseCode = "410", description = "The record has left the dead-letter topic, or was never kept")
    public Uni<Answer> redrive(@RestPath("dead_letter_id") String id) {
        UUID letter = known(id);
        return redrive.one(Topics.DEFAULT_PROJECT, letter).replaceWith(new Answer(letter, "redriven"));
    }

    @POST
    @Path("/redrive")
    @Operation(summary = "Send many refused records to their topics again", description = "The oldest open ones, in the order in "
            + "which they were refused, for up to 20 seconds. Those of which only the place was kept, and those whose record was "
            + "found gone, are left out. Of those that are open then, up to 1001 are counted.")
    public Uni<Counts> redriveMany(
            @QueryParam("reason") @Parameter(description = "Only those with exactly this reason") String reason,
            @QueryParam("limit") @Parameter(description = "1 to 1000, by default 100") String limit,
            @Context UriInfo uri) {
        // An empty parameter arrives like an absent one, but whoever sends it does not mean every reason.
        String asked = reason == null ? uri.getQueryParameters().getFirst("reason") : reason;
        String wanted = Parameters.text("reason", asked, LONGEST_REASON).orElse(null);
        int most = Parameters.wholeNumber("limit", limit, 1, MOST, DEFAULT_LIMIT);
        return redrive.many(Topics.DEFAULT_PROJECT, wanted, most)
                .chain(outcome -> store.countOpen(Topics.DEFAULT_PROJECT, wanted, MOST + 1)
                        .map(open -> new Counts(outcome.redriven(), outcome.gone(), open)));
    }

    @DELETE
    @Path("/{dead_letter_id}")
    @Operation(summary = "Discard a dead letter", description = "Its row stays until retention removes it, its record as long as the "
            + "topic keeps it.")
    @APIResponse(responseCode = "204", description = "Discarded")
    @APIResponse(responseCode = "409", description = "It was redriven or discarded before")
    public Uni<Void> discard(@RestPath("dead_letter_id") String id) {
        UUID letter = known(id);
        return store.find(Topics.DEFAULT_PROJECT, letter)
                .map(found -> found.orElseThrow(Redrive::unknown))
                .chain(() -> store.decide(Topics.DEFAULT_PROJECT, letter, "discarded"))
                .invoke(first -> {
                    if (!first) {
                        throw Redrive.decided();
                    }
                })
                .replaceWithVoid();
    }

    private static UUID known(String id) {
        return Parameters.uuid(id).orElseThrow(Redrive::unknown);
    }
}
