package io.agentops.ingest.privacyform;

import java.io.IOException;
import java.io.InputStream;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.ingest.IngestSecret;
import io.agentops.ingest.runs.BulkDoor;
import io.agentops.ingest.runs.BulkResource;
import io.agentops.ingest.runs.RunDoor;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

/** The HTTP doors for runs in the privacy-first form, and only for these. */
@Path("/v1/runs")
@Tag(name = "Agent runs, privacy-first")
@IngestSecret.Required
public class PrivacyRunResource {

    private final RunDoor door;
    private final BulkDoor bulkDoor;
    private final PrivacyRunReader format;

    PrivacyRunResource(RunDoor door, BulkDoor bulkDoor, PrivacyRunReader format) {
        this.door = door;
        this.bulkDoor = bulkDoor;
        this.format = format;
    }

    /** What became of a run: {@code stored} is durable and readable, {@code accepted} durable; the counts are the message's. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "PrivacyRunAnswer")
    public record Answer(String runId, String status, int steps, int failures) {}

    /** Takes one run. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ingest one run, or a part of it, without content", description = "An upsert by run_id: parts merge in any order. Content, personal data, secrets and unknown fields are refused, and kept nowhere.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = PrivacyRun.class)))
    @APIResponse(responseCode = "200", description = "Durable and readable", content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponse(responseCode = "202", description = "Durable, not yet readable", content = @Content(schema = @Schema(implementation = Answer.class)))
    public Uni<Response> ingest(byte[] body, @HeaderParam("Prefer") String prefer) {
        return door.ingest(format, body, prefer,
                (run, status) -> new Answer(run.runId(), status, run.steps().size(), run.failures().size()));
    }

    /** Takes many runs. */
    @POST
    @Path("/bulk")
    @Consumes({BulkResource.NDJSON, "application/ndjson", "application/jsonl"})
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(summary = "Ingest many runs without content, one a line", description = "A bad line never rejects its neighbours. gzip is understood.")
    @RequestBody(required = true, content = @Content(mediaType = BulkResource.NDJSON, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "200", description = "Every line was read; each has its own result", content = @Content(schema = @Schema(implementation = BulkResource.Answer.class)))
    public Response ingestMany(InputStream body, @HeaderParam("Prefer") String prefer)
            throws IOException, InterruptedException {
        return Response.ok(bulkDoor.ingest(format, body, prefer)).build();
    }
}
