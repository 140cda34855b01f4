package io.agentops.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.agentops.contract.rca.RcaProgress;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaStep;
import io.agentops.contract.run.StoredRuns;

/** The wire forms as other services, other teams and yesterday's records know them: a change here breaks them. */
class GoldenSamplesTest {

    private static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    @ParameterizedTest
    @CsvSource({"agent-run, io.agentops.contract.run.AgentRun",
            "span-batch, io.agentops.contract.trace.SpanBatch",
            "analysis-request, io.agentops.contract.rca.AnalysisRequest",
            "rca-progress, io.agentops.contract.rca.RcaProgress", "rca-report, io.agentops.contract.rca.RcaReport",
            "stored-runs, io.agentops.contract.run.StoredRuns", "heartbeat, io.agentops.contract.agent.Heartbeat",
            "desired-config, io.agentops.contract.agent.DesiredConfig"})
    void aSampleIsReadAndWrittenWithoutLoss(String sample, Class<?> type) throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/golden/" + sample + ".json")) {
            JsonNode golden = JSON.readTree(in);
            assertThat((JsonNode) JSON.readTree(JSON.writeValueAsString(JSON.treeToValue(golden, type))))
                    .isEqualTo(golden);
        }
    }

    @Test
    void keysAndIdsAreAsDocumented() {
        assertThat(Topics.runKey("default", "run-1")).isEqualTo("default|run-1");
        assertThat(RcaProgress.eventId(2, RcaStep.COMPLETE)).isEqualTo("2-5");
        assertThat(StoredRuns.streamKey("default")).isEqualTo("run-events:default");
    }

    @Test
    void aHypothesisCitesSomething() {
        assertThatThrownBy(() -> new RcaReport.Hypothesis("guess", "d", List.of(), RcaReport.Level.LOW, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("evidence_ids: hypothesis 'guess' cites nothing");
    }
}
