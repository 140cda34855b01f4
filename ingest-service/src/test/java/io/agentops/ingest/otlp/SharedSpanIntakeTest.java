package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.attribute;
import static io.agentops.ingest.otlp.OtlpSamples.chat;
import static io.agentops.ingest.otlp.OtlpSamples.freshTrace;
import static io.agentops.ingest.otlp.OtlpSamples.traces;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Several projects in a room for four requests, each of which stays for seconds. */
@QuarkusTest
@TestProfile(SharedSpanIntakeTest.NarrowRoom.class)
class SharedSpanIntakeTest {

    private static final String SHARE = "Too many spans of this project are being accepted at this moment.";

    public static class NarrowRoom implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("agentops.otlp.in-flight-bytes", "20000", "agentops.kafka.linger", "3s");
        }
    }

    @Inject
    SpanIntake intake;

    @Inject
    GrpcClient client;

    /** Of 4,000 to 5,000 bytes. */
    private static byte[] request() {
        return traces(chat(freshTrace()).addAttributes(attribute("note", "x".repeat(4_500)))).toByteArray();
    }

    @Test
    void aNoisyProjectLeavesRoomForTheOthers() {
        List<CompletableFuture<SpanIntake.Outcome>> inFlight = List.of(send("noisy"), send("noisy"));
        OtlpFailure refused = refusal(send("noisy"));
        assertThat(refused.kind()).isEqualTo(OtlpFailure.Kind.LIMITED);
        assertThat(refused).hasMessage(SHARE);
        assertThat(refused.retryAfterSeconds()).hasValue(1);
        CompletableFuture<SpanIntake.Outcome> quiet = send("quiet");
        CompletableFuture<SpanIntake.Outcome> newcomer = send("newcomer");
        assertThat(refusal(send("late")).kind()).isEqualTo(OtlpFailure.Kind.BUSY);
        inFlight.forEach(sent -> assertThat(sent.join().rejected()).isZero());
        assertThat(quiet.join().rejected()).isZero();
        assertThat(newcomer.join().rejected()).isZero();
        assertThat(send("noisy").join().rejected()).isZero();
    }

    @Test
    void overGrpcTheShareIsToldAsAResourceThatIsExhausted() {
        var first = send("default");
        var second = send("default");
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
                () -> client.send(request()));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(failure.getStatus().getDescription()).isEqualTo(SHARE);
        assertThat(GrpcClient.retryDelay(failure)).isEqualTo(1);
        assertThat(first.join().rejected() + second.join().rejected()).isZero();
    }

    private CompletableFuture<SpanIntake.Outcome> send(String project) {
        return intake.take(project, OtlpDoor.OTLP_HTTP, Signal.TRACES, ProtobufEncoding.INSTANCE, request())
                .subscribeAsCompletionStage();
    }

    private static OtlpFailure refusal(CompletableFuture<SpanIntake.Outcome> sent) {
        return (OtlpFailure) catchThrowableOfType(CompletionException.class, sent::join).getCause();
    }
}
