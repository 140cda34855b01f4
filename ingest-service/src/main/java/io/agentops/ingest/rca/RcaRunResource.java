package io.agentops.ingest.rca;

import java.util.UUID;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestPath;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.contract.Topics;
import io.agentops.contract.rca.AnalysisRequest;
import io.agentops.http.ProblemException;
import io.agentops.ingest.kafka.Records;
import io.smallrye.mutiny.Uni;

/** Asks for the root cause analysis of a run. */
@Path("/agent-runs/{run_id}/rca-runs")
@Tag(name = "Root cause analysis")
public class RcaRunResource {

    private static final Logger LOG = Logger.getLogger(RcaRunResource.class);

    private final RcaQueue queue;
    private final Records records;
    private final ObjectMapper mapper;

    RcaRunResource(RcaQueue queue, Records records, ObjectMapper mapper) {
        this.queue = queue;
        this.records = records;
        this.mapper = mapper;
    }

    /** The analysis a request led to. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Answer(UUID rcaRunId) {}

    /** Queues an analysis, or finds the one that there is of the same content. */
    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask why a run failed", description = "While an analysis of the same run content is queued, running or done, its id "
            + "comes back; force=true starts a new one.")
    @APIResponse(responseCode = "202", description = "Queued", content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponse(responseCode = "200", description = "There is one already", content = @Content(schema = @Schema(implementation = Answer.class)))
    public Uni<Response> request(@RestPath("run_id") String runId,
            @QueryParam("force") @DefaultValue("false") boolean force) {
        String project = Topics.DEFAULT_PROJECT;
        return queue.contentHash(project, runId)
                .onItem().ifNull().failWith(() -> ProblemException.notFound("There is no such run."))
                .chain(hash -> queue.enqueue(project, runId, hash, force))
                .chain(queued -> queued.isNew()
                        ? wake(project, runId, queued.rcaRunId()).replaceWith(queued)
                        : Uni.createFrom().item(queued))
                .map(queued -> Response.status(queued.isNew() ? 202 : 200).entity(new Answer(queued.rcaRunId()))
                        .build());
    }

    /** The row is queued whether or not this arrives: rca-service sweeps up what nothing woke it for. */
    private Uni<Void> wake(String project, String runId, UUID rcaRunId) {
        byte[] value;
        try {
            value = mapper.writeValueAsBytes(new AnalysisRequest(project, rcaRunId, runId));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an analysis request cannot be written as JSON", e);
        }
        return records.send(new ProducerRecord<>(Topics.ANALYSIS_REQUESTS, Topics.runKey(project, runId), value))
                .onFailure().invoke(e -> LOG.warnf("RCA run %s waits for the sweep: %s", rcaRunId, e.getMessage()))
                .onFailure().recoverWithNull()
                .replaceWithVoid();
    }
}
