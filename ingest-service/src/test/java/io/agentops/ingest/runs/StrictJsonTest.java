package io.agentops.ingest.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.contract.run.AgentRun;
import io.agentops.http.Problem;
import io.agentops.ingest.privacy.Privacy;

class StrictJsonTest {

    private static final String BEYOND_LIMITS = "The body is nested more than 64 deep, or has a number of more than 100"
            + " or a name of more than 1000 characters";

    private final StrictJson<AgentRun> json = StrictJson.droppingUnknown(AgentRun.class);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{\"run_id\": \"a\\q\"} | 1, column 15",
            "{\"run_id\": \"a | 1, column 14",
            "{\"steps\": [{\"step_id\": \"s\", \"step_id\": \"t\"}]} | 1, column 38",
            "{\"steps\": [{\"latency_ms\": NaN}]} | 1, column 30",
            "{\"steps\": [{\"metadata\": {\"a\": 01}}]} | 1, column 32",
            "{\"metadata\": {\"a\": 1, \"a\": 2}} | 1, column 26"})
    void malformedTextIsThatWhereverItStands(String body, String place) {
        assertThat(problem(body.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Problem.of(400, "The body is not well-formed JSON at line " + place + "."));
    }

    @Test
    void whatIsNoUtf8IsMalformed() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("{\"steps\": [{\"name\": \"a".getBytes(StandardCharsets.UTF_8));
        body.write(0xff);
        body.writeBytes("\"}]}".getBytes(StandardCharsets.UTF_8));
        assertThat(problem(body.toByteArray()).status()).isEqualTo(400);
        assertThat(problem(body.toByteArray()).detail())
                .startsWith("The body is not well-formed JSON at line 1, column ");
    }

    @Test
    void whatIsBeyondTheLimitsIsMalformed() {
        for (String body : List.of("{\"tool_calls\": [{\"args_json\": " + "[".repeat(70) + "]".repeat(70) + "}]}",
                "{\"steps\": [{\"latency_ms\": " + "1".repeat(101) + "}]}",
                "{\"steps\": [{\"" + "n".repeat(1001) + "\": 1}]}")) {
            Problem problem = problem(body.getBytes(StandardCharsets.UTF_8));
            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.detail()).startsWith(BEYOND_LIMITS);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{\"steps\": [{\"retries\": 99999999999}]} | /steps/0/retries",
            "{\"cost\": {\"tokens_prompt\": 1e400}} | /cost/tokens_prompt"})
    void aNumberThatAFieldCannotHoldIsOfThatField(String body, String pointer) {
        Problem problem = problem(body.getBytes(StandardCharsets.UTF_8));
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.errors()).extracting(Problem.Error::pointer).containsExactly(pointer);
    }

    private Problem problem(byte[] body) {
        Reading reading = json.read(body, run -> new Reading.Valid(run, Privacy.Mode.OFF));
        return ((Reading.Refused) reading).problem();
    }
}
