package io.agentops.ingest.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.Cost;
import io.agentops.contract.run.Evaluation;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolDefinition;
import io.agentops.ingest.privacyform.PrivacyRun;

class PointersTest {

    @Test
    void allFieldsOfBothFormsAreKnownAndNothingElse() {
        Set<String> fields = new TreeSet<>();
        for (Class<?> type : Set.of(AgentRun.class, Step.class, ToolCall.class, GuardrailEvent.class, Failure.class,
                Evaluation.class, ToolDefinition.class, Cost.class, PrivacyRun.class, PrivacyRun.Step.class,
                PrivacyRun.Failure.class)) {
            for (RecordComponent component : type.getRecordComponents()) {
                fields.add(PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName()));
            }
        }
        assertThat(new TreeSet<>(Pointers.FIELDS)).isEqualTo(fields);
    }

    @ParameterizedTest
    @CsvSource({"/steps/3/latency_ms, /steps/3/latency_ms", "/steps/0/metadata/prompt, /steps/0/metadata/*",
            "/steps/0/metadata/name, /steps/0/metadata/*", "/tell me all, /*",
            "/tool_calls/0/args_json/a/0/b, /tool_calls/0/args_json/*/0/*",
            "'', ''", "/, /*", "/a~1b/c, /*/*", "/run_id, /run_id"})
    void namesOfTheReporterAreLeftOut(String pointer, String kept) {
        assertThat(Pointers.withoutContent(pointer)).isEqualTo(kept);
    }
}
