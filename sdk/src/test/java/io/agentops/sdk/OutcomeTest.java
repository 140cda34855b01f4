package io.agentops.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** How steps and runs end, and what is said of it. */
class OutcomeTest {

    private final BulkDoor door = new BulkDoor();

    @AfterEach
    void close() {
        door.close();
    }

    /** Reports one run and returns the one message it made. */
    private JsonNode told(Action<Run, RuntimeException> agent) {
        try (AgentTracer tracer = Tracers.patient(door.url()).build(); Run run = tracer.startRun()) {
            agent.in(run);
        }
        assertThat(door.messages()).hasSize(1);
        return door.messages().get(0);
    }

    @Test
    void anExceptionThatLeavesAStepFailsItAndGoesOnUnchanged() {
        HttpTimeoutException slow = new HttpTimeoutException("no answer for card 4111 1111 1111 1111");
        JsonNode message = told(run -> assertThatThrownBy(() -> run.step(StepType.TOOL, "price_lookup", step -> {
            throw slow;
        })).isSameAs(slow));
        JsonNode step = message.get("steps").get(0);
        assertThat(step.get("status").asText()).isEqualTo("failure");
        assertThat(step.get("metadata").toString())
                .isEqualTo("{\"exception\":\"HttpTimeoutException\"}");
        JsonNode failure = message.get("failures").get(0);
        assertThat(failure.get("failure_type").asText()).isEqualTo("tool");
        assertThat(failure.get("failure_code").asText()).isEqualTo("timeout");
        assertThat(failure.has("message")).isFalse();
        assertThat(failure.get("step_id").asText()).isEqualTo(step.get("step_id").asText());
        assertThat(message.get("status").asText()).isEqualTo("failure");
        assertThat(message.toString()).doesNotContain("4111");
        assertThat(slow).hasNoSuppressedExceptions();
    }

    @Test
    void aStepInTryWithResourcesMayBeToldOfItsExceptionAfterItsClose() {
        IOException broken = new IOException("broken");
        JsonNode message = told(run -> {
            Step step = run.step(StepType.RETRIEVE, "search_kb");
            assertThatThrownBy(() -> {
                try (step) {
                    throw broken;
                } catch (IOException e) {
                    throw step.fail(e);
                }
            }).isSameAs(broken);
        });
        assertThat(message.get("steps")).hasSize(1);
        assertThat(message.get("steps").get(0).get("status").asText()).isEqualTo("failure");
        assertThat(message.get("failures").get(0).get("failure_type").asText()).isEqualTo("retrieval");
        assertThat(message.get("failures").get(0).get("failure_code").asText()).isEqualTo("exception");
        assertThat(message.get("status").asText()).isEqualTo("failure");
    }

    @Test
    void aStepThatWasToldNothingClaimsNothing() {
        JsonNode message = told(run -> run.step(StepType.PLAN, "choose").close());
        assertThat(message.get("steps").get(0).has("status")).isFalse();
        assertThat(message.get("status").asText()).isEqualTo("success");
    }

    @Test
    void aRetryThatWorksMakesGoodWhatFailedBefore() {
        JsonNode message = told(run -> {
            run.inStep(StepType.TOOL, "price_lookup", step -> step.fail("http_503"));
            run.inStep(StepType.TOOL, "price_lookup", step -> {});
        });
        assertThat(message.get("steps")).extracting(step -> step.get("status").asText())
                .containsExactly("failure", "success");
        assertThat(message.get("failures")).hasSize(1);
        assertThat(message.get("status").asText()).isEqualTo("success");
    }

    @Test
    void anotherStepThatWorksDoesNot() {
        assertThat(told(run -> {
            run.inStep(StepType.TOOL, "price_lookup", step -> step.fail("http_503"));
            run.inStep(StepType.RESPOND, "apology", step -> {});
        }).get("status").asText()).isEqualTo("failure");
    }

    @Test
    void aStepThatBeganBeforeTheFailureIsNoRetry() {
        assertThat(told(run -> {
            Step early = run.step(StepType.TOOL, "price_lookup");
            run.inStep(StepType.TOOL, "price_lookup", step -> step.fail("http_503"));
            early.close();
        }).get("status").asText()).isEqualTo("failure");
    }

    @Test
    void theAgentHasTheLastWord() {
        assertThat(told(run -> {
            run.status(RunStatus.PARTIAL);
            run.recordFailure(FailureType.TOOL, "http_503", "Service unavailable.");
        }).get("status").asText()).isEqualTo("partial");
    }

    @Test
    void aFailureRecordedAfterTheEndStillCounts() {
        try (AgentTracer tracer = Tracers.patient(door.url()).build()) {
            Run run = tracer.startRun();
            run.close();
            run.recordFailure(FailureType.MODEL, "schema_invalid", null);
        }
        assertThat(door.messages().get(0).get("status").asText()).isEqualTo("failure");
    }

    @Test
    void anExceptionThatLeavesStepsAndRunIsOneFailure() {
        IllegalStateException defect = new IllegalStateException("defect");
        try (AgentTracer tracer = Tracers.patient(door.url()).build()) {
            assertThatThrownBy(() -> tracer.inRun(run -> run.inStep(StepType.OTHER, "outer",
                    outer -> run.inStep(StepType.TOOL, "inner", inner -> {
                        throw defect;
                    })))).isSameAs(defect);
        }
        JsonNode message = door.messages().get(0);
        assertThat(message.get("steps")).extracting(step -> step.get("status").asText())
                .containsExactly("failure", "failure");
        assertThat(message.get("failures")).extracting(failure -> failure.get("failure_type").asText())
                .containsExactly("tool");
        assertThat(message.get("status").asText()).isEqualTo("failure");
    }

    @Test
    void aRunReturnsWhatItsBodyReturns() {
        try (AgentTracer tracer = Tracers.patient(door.url()).build()) {
            int answer = tracer.run(run -> run.step(StepType.OTHER, "count", step -> 42));
            assertThat(answer).isEqualTo(42);
        }
        assertThat(door.messages().get(0).get("status").asText()).isEqualTo("success");
    }

    @Test
    void whatIsNoLabelIsLeftOutAndTheRestIsSent() {
        try (AgentTracer tracer = Tracers.patient(door.url()).build()) {
            Run run = tracer.startRun("no label");
            run.inStep(StepType.RETRIEVE, "what does the customer ask?", step -> step
                    .metadata("result count", 1)
                    .metadata("answer", "a sentence is content")
                    .metadata("ratio", Double.NaN)
                    .metadata("nothing", (Number) null)
                    .metadata(null, true)
                    .metadata("long", "x".repeat(129))
                    .metadata("sentence", "a-sentence-of-more-than-twelve-words-is-content-even-if-dashes-join-it")
                    .metadata("name", "Zoë")
                    .metadata("the_name_of_more_than_eight_words_is_not_one", 1)
                    .metadata("kept", "x".repeat(128)));
            run.recordFailure(FailureType.TOOL, "it broke", "é".repeat(300) + "\n");
            run.recordFailure(null, null, null);
            run.step(null, null).close();
            run.close();
            assertThat(tracer.stats().dropped(DropReason.INVALID)).isEqualTo(15);
        }
        JsonNode message = door.messages().get(0);
        assertThat(message.get("run_id").asText()).hasSize(36);
        assertThat(message.get("steps").get(0).get("name").asText()).isEqualTo("retrieve");
        assertThat(message.get("steps").get(0).get("metadata").toString())
                .isEqualTo("{\"kept\":\"" + "x".repeat(128) + "\"}");
        assertThat(message.get("steps").get(1).get("name").asText()).isEqualTo("other");
        assertThat(message.get("failures")).extracting(failure -> failure.get("failure_code").asText())
                .containsExactly("unspecified", "unspecified");
        assertThat(message.get("failures").get(0).get("message").asText()).isEqualTo("é".repeat(200));
    }

    @Test
    void aStepHasAtMost32Entries() {
        JsonNode message = told(run -> run.inStep(StepType.OTHER, "many", step -> {
            for (int i = 0; i < 40; i++) {
                step.metadata("n" + i, i);
            }
            step.metadata("n0", 100);
        }));
        assertThat(message.get("steps").get(0).get("metadata")).hasSize(32);
        assertThat(message.get("steps").get(0).get("metadata").get("n0").asInt()).isEqualTo(100);
    }

    @Test
    void anExceptionIsNamedAsFarAsItIsALabel() {
        assertThat(Labels.exception(new IOException())).isEqualTo("java.io.IOException");
        assertThat(Labels.exception(new HostileException())).isEqualTo("HostileException");
        assertThat(Labels.exception(new ArrayIndexOutOfBoundsException())).isEqualTo("ArrayIndexOutOfBounds");
        assertThat(Labels.exception(new TheServiceThatKnowsPricesIsGoneException())).isNull();
        assertThat(Labels.exception(null)).isNull();
    }

    @Test
    void aTimeoutIsKnownByItsCauses() {
        assertThat(Labels.code(new ExecutionException(new TimeoutException()))).isEqualTo("timeout");
        assertThat(Labels.code(new java.net.SocketTimeoutException())).isEqualTo("timeout");
        assertThat(Labels.code(new IOException("timeout"))).isEqualTo("exception");
        assertThat(Labels.code(new HostileException())).isEqualTo("exception");
    }

    private static final class TheServiceThatKnowsPricesIsGoneException extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static final class HostileException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable getCause() {
            throw new UnsupportedOperationException("no cause for you");
        }
    }
}
