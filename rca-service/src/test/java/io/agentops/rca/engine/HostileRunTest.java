package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.StepBuilder;
import io.agentops.contract.run.ToolCallBuilder;
import io.agentops.contract.run.ToolDefinition;

/** Runs made to break an analysis: it stays quick, small and honest. Time limits are generous; a backtracking match takes hours. */
class HostileRunTest {

    private static final Duration BOUND = Duration.ofSeconds(60);

    private static RcaReport analyse(AgentRun run) {
        RcaReport report = assertTimeoutPreemptively(BOUND, () -> Samples.report(run, Samples.worseVersion()));
        HonestyTest.check(run, report);
        return report;
    }

    static Stream<String> texts() {
        return Stream.of("a".repeat(2_000_000), "[".repeat(1_000_000), "{\"a\":".repeat(200_000), " ".repeat(2_000_000),
                "parameter ".repeat(200_000) + "is", "must be ".repeat(200_000), "'x'".repeat(300_000),
                "\u0000\u0007\ud800 timed out \udc00",
                "{'error': '" + "\\".repeat(100_000), "missing the required ".repeat(100_000),
                "invalid ".repeat(200_000),
                "expected " + "x ".repeat(500_000), "no no no ".repeat(100_000) + "found",
                "\ud83d\ude00".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void hugeAndBrokenTexts(String text) throws JsonProcessingException {
        RcaReport report = analyse(
                failed(call("c1", text).args("{\"q\":1}").failed(text).as(text), call("c2", "search").answered(text),
                        call("c3", "search").failed(null)
                                .answered("{\"message\": \"" + text.replaceAll("[\"\\\\\\p{Cntrl}]", "") + "\"}"))
                        .error(text, text).step("s1", text, text, text, 9).guard("g1", text, text, "c1").version(text)
                        .build());

        assertThat(new ObjectMapper().writeValueAsString(report).length()).isLessThan(60_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"$ref\":\"#\"}", "{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}", "[]", "7", "\"no\"",
            "true", "false",
            "{\"type\":\"wish\",\"required\":true,\"properties\":[]}",
            "{\"type\":[],\"enum\":[],\"minimum\":\"a\",\"maxLength\":-1}",
            "{\"$ref\":\"https://schema.example/x.json\"}",
            "{\"$schema\":\"https://schema.example/none\",\"$id\":\":::\"}",
            "{\"properties\":{\"q\":{\"pattern\":\"(a+)+$\"},\"r\":{\"pattern\":\"[\"}}}",
            "{\"properties\":null,\"anyOf\":[null,7]}",
            "{\"$defs\":{\"a\":{\"allOf\":[{\"$ref\":\"#/$defs/b\"},{\"$ref\":\"#/$defs/b\"}]},\"b\":{\"allOf\":[{\"$ref\":\"#/$defs/a\"},"
                    + "{\"$ref\":\"#/$defs/a\"}]}},\"$ref\":\"#/$defs/a\"}"})
    void schemasThatCannotBeUsedTellNothing(String schema) {
        RcaReport report = analyse(failed(
                call("c1", "book_room").args("{\"q\":\"" + "a".repeat(50_000) + "!\"}").failed("the hotel is full"))
                .tool("book_room", schema).build());

        boolean refusesAll = schema.equals("false");
        assertThat(report.hypotheses().isEmpty()).isEqualTo(!refusesAll);
    }

    @Test
    void doublingReferencesAreCutOff() {
        StringBuilder defs = new StringBuilder("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
        for (int i = 0; i < 40; i++) {
            String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
            defs.append("\"d").append(i).append("\":{\"allOf\":[").append(next).append(',').append(next).append("]},");
        }
        analyse(failed(call("c1", "book_room").args("{\"q\":1}"))
                .tool("book_room", defs.append("\"d40\":{}}}").toString()).build());
    }

    @Test
    void nothingButNulls() {
        AgentRun run = AgentRunBuilder.builder().runId("r").agentName("a")
                .steps(Arrays.asList(null, StepBuilder.builder().build()))
                .toolCalls(Arrays.asList(null, ToolCallBuilder.builder().build(),
                        ToolCallBuilder.builder().status("error").retries(5).latencyMs(Double.NaN).build()))
                .guardrailEvents(Arrays.asList(null, new GuardrailEvent(null, null, null, null, null, null)))
                .toolDefinitions(Arrays.asList(null, new ToolDefinition(null, null, null),
                        new ToolDefinition("t", null, null)))
                .build();

        assertThat(analyse(run).evidenceIndex()).extracting(RcaReport.Evidence::evidenceId).contains("ev_tool_at_1");
    }

    @Test
    void twentyThousandStepsStaySmall() throws JsonProcessingException {
        RunSample sample = failed(IntStream.range(0, 20_000)
                .mapToObj(i -> call("c" + i, "room_" + i % 7).in("s" + i).args("{\"i\":" + i + "}")
                        .failed("attempt " + i + " timed out. " + "x".repeat(2000)))
                .toArray(CallSample[]::new));
        IntStream.range(0, 20_000).forEach(i -> sample.step("s" + i, "step", "failure", "error " + i, 1));
        AgentRun run = sample.build();

        RcaReport report = analyse(run);

        assertThat(report.category().wireName()).isEqualTo("timeout");
        assertThat(report.suspects()).hasSize(20);
        assertThat(new ObjectMapper().writeValueAsString(report).length()).isLessThan(300_000);
    }

    @Test
    void noiseNeverThrows() {
        Random random = new Random(7);
        List<String> words = List.of("{", "}", "[", "]", "'", "\"", ":", ",", "error", "429", "missing", "must be",
                "null", "\\", "(", " ", "é");
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(40); j > 0; j--) {
                text.append(words.get(random.nextInt(words.size())));
            }
            analyse(failed(call("c1", "search").answered(text.toString()), call("c2", "pay").failed(text.toString()))
                    .build());
        }
    }

    @Test
    void equalCallsWithLongErrorsOverManyToolsAreReadOnce() {
        AgentRun run = failed(IntStream.range(0, 20_000)
                .mapToObj(i -> call("c" + i, "rooms_" + i % 450 + "x".repeat(200)).args("{}").code(429)
                        .failed(letters(i) + " is full".repeat(170)))
                .toArray(CallSample[]::new)).build();
        List<CallFact> calls = new RunFacts(run).calls;

        assertThat(calls.get(10).endedAs(calls.get(10))).isTrue();
        assertThat(calls.get(10).endedAs(calls.get(460))).isFalse();
        assertThat(calls.get(10).tool()).isSameAs(calls.get(10).tool());
        assertThat(analyse(run).category().wireName()).isEqualTo("rate_limited");
    }

    private static String letters(int number) {
        return Integer.toString(number, 5).replace('0', 'a').replace('1', 'b').replace('2', 'c').replace('3', 'd')
                .replace('4', 'e');
    }
}
