package io.agentops.ingest.runs;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.http.Problem;
import io.agentops.ingest.IngestSecret;
import io.smallrye.common.annotation.Blocking;

/** The HTTP door for many runs at once: NDJSON, read as it arrives, each line on its own. */
@Path("/agent-runs/bulk")
@Tag(name = "Agent runs")
@IngestSecret.Required
public class BulkResource {

    public static final String NDJSON = "application/x-ndjson";

    private final BulkDoor door;
    private final EitherFormat format;

    BulkResource(BulkDoor door, EitherFormat format) {
        this.door = door;
        this.format = format;
    }

    /** How many lines ended how, and each line's end in the order sent. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Answer(int stored, int accepted, int rejected, List<Line> results) {}

    /**
     * What became of one line.
     *
     * @param line counted from 1, empty lines included
     * @param status {@code stored}, {@code accepted} or {@code rejected}
     * @param retryable whether a rejected line may be accepted when sent again
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Line(int line, String runId, String status, String detail, List<Problem.Error> errors,
            Boolean retryable) {}

    /** Takes many runs. */
    @POST
    @Consumes({NDJSON, "application/ndjson", "application/jsonl"})
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(summary = "Ingest many runs, one a line", description = "A bad line never rejects its neighbours. gzip is understood.")
    @RequestBody(required = true, content = @Content(mediaType = NDJSON, schema = @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING)))
    @APIResponse(responseCode = "200", description = "Every line was read; each has its own result", content = @Content(schema = @Schema(implementation = Answer.class)))
    public Response ingest(InputStream body, @HeaderParam("Prefer") String prefer)
            throws IOException, InterruptedException {
        return Response.ok(door.ingest(format, body, prefer)).build();
    }
}
