package io.agentops.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;

/** Where requests are read, and how long one waits for that. */
@QuarkusTest
@TestProfile(ReadersTest.Impatient.class)
class ReadersTest {

    private static final Duration READ_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    public static class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("agentops.otlp.read-wait", "2s");
        }
    }

    @Inject
    SpanIntake intake;

    @Test
    void onlyASmallRequestIsReadByTheThreadThatBringsIt() {
        assertThat(readBy(8_192)).isSameAs(Thread.currentThread());
        assertThat(readBy(8_193)).isNotSameAs(Thread.currentThread());
        assertThat(readBy(1 << 20)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void whatWaitsTooLongToBeReadIsToldToComeAgain() throws InterruptedException {
        int size = 262_145;
        int readers = (int) Math.max(1, Runtime.getRuntime().maxMemory() / (160L << 20));
        CountDownLatch busy = new CountDownLatch(readers);
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < readers; i++) {
            take(size, () -> {
                busy.countDown();
                waitFor(go);
            }).subscribe().with(outcome -> {});
        }
        assertThat(busy.await(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Uni<SpanIntake.Outcome> late = take(size, () -> {});
        var refused = late.subscribeAsCompletionStage();
        assertThat(go.await(2 * READ_WAIT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        go.countDown();
        OtlpFailure failure = catchThrowableOfType(OtlpFailure.class,
                () -> Uni.createFrom().completionStage(refused).await().atMost(LONGEST));
        assertThat(failure.kind()).isEqualTo(OtlpFailure.Kind.BUSY);
        assertThat(take(size, () -> {}).await().atMost(LONGEST).rejected()).isZero();
    }

    private Thread readBy(int size) {
        Thread[] reader = new Thread[1];
        take(size, () -> reader[0] = Thread.currentThread()).await().atMost(LONGEST);
        return reader[0];
    }

    /** A request of so many bytes that holds nothing. */
    private Uni<SpanIntake.Outcome> take(int size, Runnable reading) {
        Encoding encoding = new Encoding() {
            @Override
            public <T> void read(byte[] request, Signal<T> signal, Sink<T> sink) {
                reading.run();
            }
        };
        return intake.take("default", OtlpDoor.OTLP_HTTP, Signal.TRACES, encoding, new byte[size]);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
