package io.agentops.ingest.groups;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.contract.Topics;
import io.agentops.http.JsonProblems;
import io.agentops.http.Problem;
import io.agentops.http.ProblemException;
import io.agentops.ingest.IngestSecret;
import io.agentops.ingest.runs.StrictJson;
import io.smallrye.mutiny.Uni;

/** Decides about groups of runs that failed the same way. */
@Path("/v1/failure-groups")
@Produces(MediaType.APPLICATION_JSON)
@IngestSecret.Required
@Tag(name = "Failure groups")
public class FailureGroupResource {

    private final ObjectReader json = StrictJson.mapper().readerFor(Change.class)
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final GroupStore store;
    private final Clock clock = Clock.systemUTC();

    FailureGroupResource(GroupStore store) {
        this.store = store;
    }

    /** What can be decided about a group. */
    @Schema(name = "DecidedGroupState")
    public enum State {
        /** Nothing: it waits for somebody. */
        @JsonProperty("open")
        OPEN,
        /** It should not come again; a run that starts later shows it as regressed. */
        @JsonProperty("resolved")
        RESOLVED,
        /** Nobody wants to hear of it, until a time or for good. */
        @JsonProperty("muted")
        MUTED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The state that a group is to have.
     *
     * @param mutedUntil when it is open again; for good where it is null
     * @param resolvedInVersion runs of versions that ran before this one do not count as a regression
     * @param note at most 500 characters
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "FailureGroupChange")
    public record Change(
            State state,
            Instant mutedUntil,
            String resolvedInVersion,
            String note) {}

    /**
     * The state that a group has.
     *
     * @param changedAt when it was decided; null for a group nobody decided about
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "FailureGroupState")
    public record Stored(
            String groupId,
            String state,
            Instant resolvedAt,
            String resolvedInVersion,
            Instant mutedUntil,
            String note,
            Instant changedAt) {}

    @PUT
    @Path("/{group_id}/state")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Open, resolve or mute a failure group", description = "The whole state is replaced. The same again changes nothing, "
            + "but that a regressed group that is resolved again counts as resolved from now on.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Change.class)))
    @APIResponse(responseCode = "200", description = "The state it has now", content = @Content(schema = @Schema(implementation = Stored.class)))
    @APIResponse(responseCode = "404", description = "No group is known by this id")
    public Uni<Stored> change(@RestPath("group_id") String groupId, byte[] body) {
        Change change = read(body);
        List<Problem.Error> errors = new ChangeRules(clock.instant()).check(change);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return store.change(Topics.DEFAULT_PROJECT, groupId, change)
                .map(stored -> stored.orElseThrow(
                        () -> ProblemException.notFound("No failure group is known by this id.")));
    }

    private Change read(byte[] body) {
        try {
            Change change = json.readValue(body);
            if (change == null) {
                throw ProblemException.invalid("", "must be an object");
            }
            return change;
        } catch (JsonProcessingException e) {
            throw JsonProblems.from(e);
        } catch (IOException e) {
            throw ProblemException.badRequest("The body is not UTF-8 text.");
        }
    }
}
