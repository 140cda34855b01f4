package io.agentops.ingest.alerts;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.ingest.IngestSecret;
import io.agentops.ingest.alerts.RuleStore.Wanted;
import io.agentops.ingest.webhooks.Outcome;
import io.agentops.ingest.webhooks.Targets;
import io.agentops.ingest.webhooks.WebhookClient;
import io.agentops.ingest.webhooks.WebhookClient.Receiver;
import io.smallrye.mutiny.Uni;

/** Writes rules that watch runs. */
@Path("/v1/alert-rules")
@Produces(MediaType.APPLICATION_JSON)
@IngestSecret.Required
@Tag(name = "Alerts")
public class AlertRuleResource {

    private static final Duration LONGEST_MUTE = Duration.ofDays(90);

    private final RuleStore rules;
    private final RuleReader reader;
    private final WebhookBodies webhooks;
    private final WebhookClient client;
    private final Notice notice;
    private final Clock clock = Clock.systemUTC();

    AlertRuleResource(RuleStore rules, RuleReader reader, WebhookBodies webhooks, WebhookClient client, Notice notice) {
        this.rules = rules;
        this.reader = reader;
        this.webhooks = webhooks;
        this.client = client;
        this.notice = notice;
    }

    /**
     * A rule that was written.
     *
     * @param webhooks those that are new
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Answer(UUID ruleId, List<NewWebhook> webhooks) {}

    /**
     * A receiver that the rule had not before.
     *
     * @param secret what signs notifications, where it was made here; it is shown this once
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NewWebhook(UUID webhookId, String origin, String secret) {}

    /** What came of a test, by receiver. */
    public record TestAnswer(List<Tested> webhooks) {}

    /**
     * What came of a test notification.
     *
     * @param statusCode of the answer; null where none came
     * @param error null for success, else a code
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Tested(UUID webhookId, String origin, boolean delivered, Integer statusCode, String error,
            long durationMs) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(content = @Content(schema = @Schema(implementation = RuleBody.class)))
    @Operation(summary = "Watch runs by a rule", description = "The secret of a webhook that gives none is made, and shown in this answer alone.")
    @APIResponse(responseCode = "201", description = "The rule is evaluated from now on", content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponse(responseCode = "409", description = "The project has as many rules as it may have")
    public Uni<Response> create(byte[] body) {
        Instant now = now();
        WebhookBodies.Made made = wanted(Ids.next(now), body, true);
        return rules.create(made.wanted(), now).map(done -> Response
                .created(URI.create("/v1/alert-rules/" + made.wanted().id())).entity(answer(made)).build());
    }

    @PUT
    @Path("/{rule_id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(content = @Content(schema = @Schema(implementation = RuleBody.class)))
    @Operation(summary = "Replace a rule", description = "Webhooks stay as they are where there are none in the body; otherwise those stay that are "
            + "named by webhook_id, those with a url are new, and the others go. A rule that asks for something else begins anew.")
    public Uni<Answer> replace(@RestPath("rule_id") String id, byte[] body) {
        WebhookBodies.Made made = wanted(known(id), body, false);
        return rules.replace(made.wanted(), now()).replaceWith(() -> answer(made));
    }

    @DELETE
    @Path("/{rule_id}")
    @Operation(summary = "Remove a rule", description = "What it found stays until retention removes it; receivers are told nothing more.")
    @APIResponse(responseCode = "204", description = "Removed")
    public Uni<Void> delete(@RestPath("rule_id") String id) {
        return rules.delete(Topics.DEFAULT_PROJECT, known(id), now());
    }

    @PUT
    @Path("/{rule_id}/mute")
    @Operation(summary = "Keep a rule from telling its receivers, or let it tell them again")
    @APIResponse(responseCode = "204", description = "Muted, or no longer")
    public Uni<Void> mute(@RestPath("rule_id") String id,
            @QueryParam("until") @Parameter(description = "An RFC 3339 time up to 90 days ahead; without it, the rule is no longer muted") String until) {
        Instant now = now();
        Instant end = Parameters.time("until", until).orElse(null);
        if (end != null && (end.isBefore(now) || end.isAfter(now.plus(LONGEST_MUTE)))) {
            throw ProblemException.invalid("/until", "must be from now to 90 days ahead");
        }
        return rules.mute(Topics.DEFAULT_PROJECT, known(id), end, now);
    }

    @POST
    @Path("/{rule_id}/test")
    @Operation(summary = "Send the webhooks of a rule a test notification", description = "At once, signed, and once. The rule stays as it is.")
    @APIResponse(responseCode = "429", description = "The last test was less than ten seconds ago")
    public Uni<TestAnswer> test(@RestPath("rule_id") String id) {
        UUID rule = known(id);
        Instant now = now();
        String messageId = Ids.next(now).toString();
        return rules.beginTest(Topics.DEFAULT_PROJECT, rule, now)
                .chain(found -> rules.receivers(Topics.DEFAULT_PROJECT, rule)
                        .chain(receivers -> receivers.isEmpty()
                                ? Uni.createFrom().item(List.<Tested>of())
                                : Uni.join().all(receivers.stream().map(receiver -> client
                                        .send(receiver, messageId, notice.test(rule, found, now))
                                        .map(outcome -> tested(receiver, outcome))).toList())
                                        .andCollectFailures()))
                .map(TestAnswer::new);
    }

    private WebhookBodies.Made wanted(UUID id, byte[] json, boolean isNew) {
        RuleBody body = reader.body(json);
        Findings findings = new Findings();
        Rule rule = Rule.read(body, findings);
        WebhookBodies.Read read = webhooks.read(Topics.DEFAULT_PROJECT, body.webhooks(), isNew, findings);
        findings.refuse();
        Wanted wanted = new Wanted(Topics.DEFAULT_PROJECT, id, rule, reader.definition(body),
                !Boolean.FALSE.equals(body.enabled()), read.added(), read.kept());
        return new WebhookBodies.Made(wanted, read.minted());
    }

    private static Answer answer(WebhookBodies.Made made) {
        return new Answer(made.wanted().id(), made.wanted().added().stream()
                .map(receiver -> new NewWebhook(receiver.webhook(), Targets.origin(receiver.url()),
                        made.minted().get(receiver.webhook())))
                .toList());
    }

    private static Tested tested(Receiver receiver, Outcome outcome) {
        return new Tested(receiver.webhook(), Targets.origin(receiver.url()), outcome.isDelivered(),
                outcome.statusCode(),
                outcome.error(), outcome.millis());
    }

    /** As exact as rows are. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static UUID known(String id) {
        return Parameters.uuid(id).orElseThrow(RuleStore::unknown);
    }
}
