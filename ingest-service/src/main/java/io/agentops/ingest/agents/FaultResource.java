package io.agentops.ingest.agents;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.contract.Topics;
import io.agentops.contract.agent.FaultSpec;
import io.agentops.http.ProblemException;
import io.agentops.ingest.IngestSecret;
import io.agentops.ingest.agents.FaultReader.Asked;
import io.agentops.ingest.agents.FaultStore.Added;
import io.agentops.ingest.agents.FaultStore.Once;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** Asks for faults in agents' traffic, and ends them. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agents")
@IngestSecret.Required
public class FaultResource {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int KEY_LENGTH = 200;

    private final FaultReader reader;
    private final FaultStore faults;

    FaultResource(FaultReader reader, FaultStore faults) {
        this.reader = reader;
        this.faults = faults;
    }

    /** A fault that was asked for; its agent learns of it with its next heartbeats. */
    @RegisterForReflection // The answer's entity, which no method's type tells of.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Answer(String agentId, String faultId, FaultSpec fault) {}

    /** How many faults were ended. */
    public record Cleared(int cleared) {}

    @POST
    @Path("inject-fault")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = FaultReader.ShortForm.class)))
    @Operation(summary = "Ask for a fault, in the short form", description = "For 60 seconds where it does not say; 900 at most. The same request "
            + "with the same Idempotency-Key asks for one fault.")
    @APIResponse(responseCode = "201", description = "The agent learns of it with its next heartbeats", content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponse(responseCode = "403", description = "The agent runs where no faults are allowed")
    public Uni<Response> inject(byte[] body, @HeaderParam(IDEMPOTENCY_KEY) String key) {
        return add(reader.brief(body), key, body);
    }

    @POST
    @Path("agents/{agent_id}/faults")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = FaultSpec.class)))
    @Operation(summary = "Ask for a fault", description = "What is left out is filled in, but for how long. The same request with the same "
            + "Idempotency-Key asks for one fault.")
    @APIResponse(responseCode = "201", description = "The agent learns of it with its next heartbeats", content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponse(responseCode = "403", description = "The agent runs where no faults are allowed")
    @APIResponse(responseCode = "409", description = "The agent or the project has as many as it may have, or the id is taken")
    public Uni<Response> add(@RestPath("agent_id") String agentId, byte[] body,
            @HeaderParam(IDEMPOTENCY_KEY) String key) {
        return add(reader.full(agentId, body), key, body);
    }

    @DELETE
    @Path("agents/{agent_id}/faults")
    @Operation(summary = "End all faults of an agent")
    public Uni<Cleared> clear(@RestPath("agent_id") String agentId) {
        return faults.clear(Topics.DEFAULT_PROJECT, storable(agentId), null).map(Cleared::new);
    }

    @DELETE
    @Path("agents/{agent_id}/faults/{fault_id}")
    @Operation(summary = "End a fault", description = "One that has ended stays as it is.")
    @APIResponse(responseCode = "204", description = "It ends with the agent's next heartbeat")
    public Uni<Void> clear(@RestPath("agent_id") String agentId, @RestPath("fault_id") String faultId) {
        return faults.clear(Topics.DEFAULT_PROJECT, storable(agentId), storable(faultId)).replaceWithVoid();
    }

    private Uni<Response> add(Asked asked, String key, byte[] body) {
        if (key != null && (key.isEmpty() || key.length() > KEY_LENGTH)) {
            throw ProblemException.invalid("/" + IDEMPOTENCY_KEY, "must be 1 to %d characters".formatted(KEY_LENGTH));
        }
        storable(asked.agentId());
        return faults.add(Topics.DEFAULT_PROJECT, asked, new Once(key, digest(asked.agentId(), body)))
                .map(FaultResource::answer);
    }

    private static Response answer(Added added) {
        Answer answer = new Answer(added.agentId(), added.spec().faultId(), added.spec());
        URI place = UriBuilder.fromPath("/agents/{agent}/faults/{fault}").build(answer.agentId, answer.faultId);
        return (added.isNew() ? Response.created(place) : Response.ok().location(place)).entity(answer).build();
    }

    /** No id that is stored holds NUL, and PostgreSQL takes it in none. */
    private static String storable(String id) {
        if (id.indexOf('\0') >= 0) {
            throw ProblemException.notFound(FaultStore.UNKNOWN_AGENT);
        }
        return id;
    }

    private static String digest(String agentId, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(agentId.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
