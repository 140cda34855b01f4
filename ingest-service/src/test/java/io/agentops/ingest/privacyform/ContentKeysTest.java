package io.agentops.ingest.privacyform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentKeysTest {

    @ParameterizedTest
    @ValueSource(strings = {"prompt", "user_prompt", "systemPrompt", "systemprompt", "completion", "response",
            "responseText",
            "raw_response", "messages", "message", "content", "input", "tool_input", "output", "documents", "doc",
            "chunks",
            "passage", "query", "query_text", "answer", "reasoning", "thought", "thoughts", "chain_of_thought",
            "chainOfThought", "cot", "scratchpad", "transcript", "arguments", "input.value", "type_of_prompt_used"})
    void contentIsRefusedUnlessItIsMeasured(String name) {
        assertThat(ContentKeys.isContent(name, "x")).isTrue();
        assertThat(ContentKeys.isContent(name, 5)).isTrue();
        assertThat(ContentKeys.isContent(name + "_length", 5)).isFalse();
        assertThat(ContentKeys.isContent(name + "_length", "x")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "user_email", "userEmail", "phone", "phone_number", "phone_id", "address",
            "ip_address", "ssn",
            "user_name", "username", "fullName", "first_name", "customer_name", "password", "db.password", "token",
            "access_token", "secret", "client_secret", "api_key", "apiKey", "apikey", "x-api-key", "authorization",
            "date_of_birth", "card_number", "iban", "patient_id"})
    void personalDataAndSecretsAreRefusedAsNumbersToo(String name) {
        assertThat(ContentKeys.isContent(name, "x")).isTrue();
        assertThat(ContentKeys.isContent(name, 5)).isTrue();
        assertThat(ContentKeys.isContent(name, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompt_tokens", "input_tokens", "output_length", "content_length", "completionTokens",
            "query_time_ms", "document_count", "num_chunks", "response_code", "context_window", "token_count",
            "email_count", "prompt_cached"})
    void measuresAreNumbersOrBooleans(String name) {
        assertThat(ContentKeys.isContent(name, 5)).isFalse();
        assertThat(ContentKeys.isContent(name, 1.5)).isFalse();
        assertThat(ContentKeys.isContent(name, true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool_name", "tool", "http_status", "status_code", "retry_count", "result_count",
            "latency_ms",
            "model", "region", "cached", "finish_reason", "content_type", "prompt_version", "query_type", "index_name",
            "top_k",
            "tokens", "max_tokens", "host", "queue", "k8s.pod.name"})
    void operationalNamesAreFree(String name) {
        assertThat(ContentKeys.isContent(name, "x")).isFalse();
        assertThat(ContentKeys.isContent(name, 5)).isFalse();
    }
}
