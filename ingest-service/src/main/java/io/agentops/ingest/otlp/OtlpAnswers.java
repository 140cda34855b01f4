package io.agentops.ingest.otlp;

import java.util.Locale;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.http.Problem;
import io.agentops.http.ProblemException;
import io.grpc.Status;

/** The answers of OTLP over HTTP, in either encoding. */
enum OtlpAnswers {
    IN_PROTOBUF {
        @Override
        Encoding encoding() {
            return ProtobufEncoding.INSTANCE;
        }

        @Override
        Response taken(Signal<?> signal, SpanIntake.Outcome outcome) {
            return Response.ok(signal.answer().apply(outcome).toByteArray(), PROTOBUF).build();
        }

        @Override
        Response.ResponseBuilder problem(Problem problem, Status.Code code) {
            return Response.status(problem.status()).type(PROTOBUF).entity(com.google.rpc.Status.newBuilder()
                    .setCode(code.value()).setMessage(problem.detail()).build().toByteArray());
        }
    },

    IN_JSON {
        @Override
        Encoding encoding() {
            return JsonEncoding.INSTANCE;
        }

        @Override
        Response taken(Signal<?> signal, SpanIntake.Outcome outcome) {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            if (outcome.rejected() > 0) {
                // 64-bit numbers are strings in protobuf's JSON.
                answer.putObject("partialSuccess").put(signal.rejected(), Integer.toString(outcome.rejected()))
                        .put("errorMessage", outcome.message());
            }
            return Response.ok(SpanJson.bytes(answer), MediaType.APPLICATION_JSON).build();
        }

        /** A problem as everywhere, with the members of {@code google.rpc.Status} for OTLP's clients. */
        @Override
        Response.ResponseBuilder problem(Problem problem, Status.Code code) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("type", problem.type()).put("title", problem.title()).put("status", problem.status())
                    .put("detail", problem.detail()).put("code", code.value()).put("message", problem.detail());
            return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(SpanJson.bytes(body));
        }
    };

    static final String PROTOBUF = "application/x-protobuf";

    /** The answers to a request of this media type. */
    static OtlpAnswers in(String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(PROTOBUF)
                ? IN_PROTOBUF
                : IN_JSON;
    }

    abstract Encoding encoding();

    /** A request that was taken, but for what was refused. */
    abstract Response taken(Signal<?> signal, SpanIntake.Outcome outcome);

    abstract Response.ResponseBuilder problem(Problem problem, Status.Code code);

    /** A request that was refused whole. */
    Response failed(OtlpFailure failure) {
        OtlpFailure.Kind kind = failure.kind();
        Response.ResponseBuilder answer = problem(Problem.of(kind.httpStatus(), failure.getMessage()), kind.code());
        failure.retryAfterSeconds().ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, seconds));
        return answer.build();
    }

    /** A request that did not get as far as being read. */
    Response failed(ProblemException failure) {
        Status.Code code = switch (failure.problem().status()) {
            case 401 -> Status.Code.UNAUTHENTICATED;
            case 413 -> Status.Code.RESOURCE_EXHAUSTED;
            case 503 -> Status.Code.UNAVAILABLE;
            default -> Status.Code.INVALID_ARGUMENT;
        };
        Response.ResponseBuilder answer = problem(failure.problem(), code);
        failure.retryAfterSeconds().ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, seconds));
        return answer.build();
    }
}
