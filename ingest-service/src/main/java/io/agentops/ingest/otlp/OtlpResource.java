package io.agentops.ingest.otlp;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.agentops.contract.Topics;
import io.agentops.http.ProblemException;
import io.agentops.ingest.IngestSecret;
import io.smallrye.mutiny.Uni;

/** OTLP over HTTP. Answers are in the encoding of the request. */
@Path("/v1")
@Tag(name = "OpenTelemetry")
@IngestSecret.Required
public class OtlpResource {

    private static final Logger LOG = Logger.getLogger(OtlpResource.class);

    private final SpanIntake intake;
    private final OtlpSettings settings;

    OtlpResource(SpanIntake intake, OtlpSettings settings) {
        this.intake = intake;
        this.settings = settings;
    }

    /** Takes spans. */
    @POST
    @Path("/traces")
    @Consumes({OtlpAnswers.PROTOBUF, MediaType.APPLICATION_JSON})
    @Operation(summary = "Take OpenTelemetry spans", description = "OTLP/HTTP in protobuf or JSON; gzip is understood.")
    @RequestBody(required = true, content = {
            @Content(mediaType = OtlpAnswers.PROTOBUF, schema = @Schema(type = SchemaType.STRING, format = "binary")),
            @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT, description = "ExportTraceServiceRequest"))})
    @APIResponse(responseCode = "200", description = "Every span is durable, but for those named as refused")
    public Uni<Response> traces(byte[] body, @HeaderParam(HttpHeaders.CONTENT_TYPE) String type) {
        return take(Signal.TRACES, body, type);
    }

    /** Takes log records, of which those that tell of agents are kept. */
    @POST
    @Path("/logs")
    @Consumes({OtlpAnswers.PROTOBUF, MediaType.APPLICATION_JSON})
    @Operation(summary = "Take OpenTelemetry log records", description = "GenAI events that name their span become events of it; others are refused in the answer.")
    @RequestBody(required = true, content = {
            @Content(mediaType = OtlpAnswers.PROTOBUF, schema = @Schema(type = SchemaType.STRING, format = "binary")),
            @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT, description = "ExportLogsServiceRequest"))})
    @APIResponse(responseCode = "200", description = "Every record is durable, but for those named as refused")
    public Uni<Response> logs(byte[] body, @HeaderParam(HttpHeaders.CONTENT_TYPE) String type) {
        return take(Signal.LOGS, body, type);
    }

    private <T> Uni<Response> take(Signal<T> signal, byte[] sent, String type) {
        OtlpAnswers answers = OtlpAnswers.in(type);
        byte[] body = sent == null ? new byte[0] : sent;
        if (body.length > settings.requestBytes()) {
            return Uni.createFrom().item(answers.failed(OtlpFailure.tooLarge(settings.requestBytes())));
        }
        return intake.take(Topics.DEFAULT_PROJECT, OtlpDoor.OTLP_HTTP, signal, answers.encoding(), body)
                .map(outcome -> answers.taken(signal, outcome))
                .onFailure(OtlpFailure.class).recoverWithItem(e -> answers.failed(e))
                .onFailure().recoverWithItem(e -> unforeseen(e, signal, answers));
    }

    private static Response unforeseen(Throwable failure, Signal<?> signal, OtlpAnswers answers) {
        LOG.errorf(failure, "A request with %ss failed", signal.noun());
        return answers.failed(OtlpFailure.unforeseen());
    }

    /** What other parts of the service refuse is told in the encoding of the request, too. */
    @ServerExceptionMapper
    Response refused(ProblemException failure, ContainerRequestContext request) {
        return OtlpAnswers.in(request.getHeaderString(HttpHeaders.CONTENT_TYPE)).failed(failure);
    }
}
