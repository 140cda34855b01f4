package io.agentops.query.deadletters;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.query.page.Page;
import io.smallrye.mutiny.Uni;

/** Reads of records that could not be accepted. */
@Path("/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dead letters")
public class DeadLetterResource {

    private final DeadLetterQuery letters;

    DeadLetterResource(DeadLetterQuery letters) {
        this.letters = letters;
    }

    @GET
    @Operation(summary = "Refused records without what they held, the newest first")
    public Uni<Page<DeadLetterItem>> list(@BeanParam DeadLetterFilter filter, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        return letters.page(Topics.DEFAULT_PROJECT, filter, cursor, items);
    }

    @GET
    @Path("/{dead_letter_id}")
    @Operation(summary = "A refused record, with as much of it as may be kept", description = "The value is as it was sent where the "
            + "project's privacy mode was off, masked where it was redact, and left out where it was strict.")
    public Uni<DeadLetterView> letter(@PathParam("dead_letter_id") String id) {
        return letters.find(Topics.DEFAULT_PROJECT, id);
    }
}
