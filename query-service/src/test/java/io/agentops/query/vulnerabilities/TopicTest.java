package io.agentops.query.vulnerabilities;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicTest {

    @ParameterizedTest
    @CsvSource({"prompt_injection, PROMPT_INJECTION", "PromptInjectionDetector, PROMPT_INJECTION",
            "azure.prompt-shield, PROMPT_INJECTION", "PROMPT_ATTACK, PROMPT_INJECTION", "Jailbreak, PROMPT_INJECTION",
            "pii_in_output, PERSONAL_DATA", "DetectPII, PERSONAL_DATA", "SensitiveInformationPolicy, PERSONAL_DATA",
            "secrets, SECRET", "leaked api_key, SECRET", "data-exfiltration, DATA_EXFILTRATION",
            "DLP, DATA_EXFILTRATION",
            "rag_poisoning, POISONING", "sql_injection, UNSAFE_OUTPUT", "unauthorized_tool_call, EXCESSIVE_AGENCY",
            "system_prompt_leakage, SYSTEM_PROMPT_LEAK", "cross-tenant-retrieval, RETRIEVAL_ACCESS",
            "grounding, UNGROUNDED", "contextual groundedness, UNGROUNDED", "hallucination, UNGROUNDED",
            "ToxicLanguage, HARMFUL", "content_filter, HARMFUL", "rate_limiter, CONSUMPTION",
            "pii_and_secrets, PERSONAL_DATA"})
    void guardrailsAreKnownByWhatTheyAreUsuallyCalled(String type, Topic topic) {
        assertThat(Topic.of(type)).contains(topic);
    }

    @ParameterizedTest
    @CsvSource({"injection", "policy-7", "guard", "pii_prompt_injection", "topiist", "hates", "schema_validation", "''",
            "入力検査"})
    void whatFitsNothingOrSeveralEntriesIsNotJudged(String type) {
        assertThat(Topic.of(type)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"schema_validation, true", "JsonSchema, true", "on-topic, true", "pii_format, false",
            "policy-7, false"})
    void checksThatAreNotAboutSafetyAreKnown(String type, boolean other) {
        assertThat(Topic.isOther(type)).isEqualTo(other);
    }

    @Test
    void noVerdictMeansTwoOutcomes() {
        assertThat(Arrays.stream(Outcome.values()).flatMap(outcome -> outcome.verdicts().stream())
                .collect(Collectors.groupingBy(word -> word, Collectors.counting())).values()).containsOnly(1L);
    }
}
