package io.agentops.ingest.healing;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

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
import io.agentops.http.ProblemException;
import io.agentops.ingest.IngestSecret;
import io.agentops.ingest.healing.RecoveryStore.Asked;
import io.agentops.ingest.runs.StrictJson;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** The door for recoveries. */
@Path("/agents/{agent_id}/recover")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agents")
@IngestSecret.Required
public class RecoveryResource {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int KEY_LENGTH = 200;

    private final StrictJson<Wish> json = StrictJson.refusingUnknown(Wish.class, "is not a field of a recovery");
    private final RecoveryStore recoveries;
    private final Clock clock = Clock.systemUTC();

    RecoveryResource(RecoveryStore recoveries) {
        this.recoveries = recoveries;
    }

    /**
     * What a recovery may be asked for with.
     *
     * @param reason at most 500 characters
     * @param requestedBy who asks, at most 200 characters
     */
    @RegisterForReflection // Read by hand, where Quarkus does not see it.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "RecoveryWish")
    public record Wish(String reason, String requestedBy) {}

    /** A recovery that is under way, or was asked for with the same key. */
    @RegisterForReflection // The answer's entity, which no method's type tells of.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "AskedRecovery")
    public record Answer(String agentId, UUID recoveryId, String state, String trigger, Instant createdAt) {}

    @POST
    @RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Wish.class)))
    @Operation(summary = "Recover an agent", description = "Ends its faults and restarts it through its control plane. One at a time: while "
            + "one is under way, or for the same request with the same Idempotency-Key, it is the answer.")
    @APIResponse(responseCode = "202", description = "It begins within seconds", content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponse(responseCode = "200", description = "It had been asked for", content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponse(responseCode = "409", description = "Recoveries of the project are stopped")
    public Uni<Response> recover(@RestPath("agent_id") String agentId, byte[] body,
            @HeaderParam(IDEMPOTENCY_KEY) String key) {
        if (key != null && (key.isEmpty() || key.length() > KEY_LENGTH)) {
            throw ProblemException.invalid("/" + IDEMPOTENCY_KEY, "must be 1 to %d characters".formatted(KEY_LENGTH));
        }
        byte[] asked = body == null ? new byte[0] : body;
        Wish wish = asked.length == 0
                ? new Wish(null, null)
                : Bodies.read(json, asked, read -> new HealingRules(clock.instant()).check(read));
        return recoveries.ask(Topics.DEFAULT_PROJECT, HealingStore.storable(agentId), wish, key, digest(agentId, asked))
                .map(RecoveryResource::answer);
    }

    private static Response answer(Asked asked) {
        URI place = UriBuilder.fromPath("/agents/{agent}/recoveries").build(asked.answer().agentId());
        return Response.status(asked.isNew() ? Response.Status.ACCEPTED : Response.Status.OK).location(place)
                .entity(asked.answer()).build();
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
