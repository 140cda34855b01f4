package io.agentops.rca.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.rca.model.ModelConfig.AnswerForm;
import io.agentops.rca.model.ModelConfig.Provider;

class EndpointTest {

    private static final Map<String, String> OPENAI = Map.of("name", "gpt-4.1-mini", "api-key", "sk-secret");
    private static final Map<String, String> AZURE = Map.of("provider", "azure-openai", "azure.deployment", "prod-mini",
            "azure.endpoint", "https://acme.openai.azure.com/", "azure.api-key", "az-secret");

    @Test
    void theModelIsOffAndBoundedUnlessSetOtherwise() {
        var config = Samples.config(Map.of());

        assertThat(config.enabled()).isFalse();
        assertThat(config.provider()).isEqualTo(Provider.OPENAI);
        assertThat(config.name()).isEmpty();
        assertThat(config.baseUrl()).isEmpty();
        assertThat(config.apiKey()).isEmpty();
        assertThat(config.azure().endpoint()).isEmpty();
        assertThat(config.azure().apiKey()).isEmpty();
        assertThat(config.azure().deployment()).isEmpty();
        assertThat(config.azure().apiVersion()).isEqualTo("2024-10-21");
        assertThat(config.allowPlainHttp()).isFalse();
        assertThat(config.answerForm()).isEqualTo(AnswerForm.JSON_SCHEMA);
        assertThat(config.deterministic()).isTrue();
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.maxInputChars()).isEqualTo(24_000);
        assertThat(config.maxOutputTokens()).isEqualTo(1_200);
        assertThat(config.maxAnswerBytes()).isEqualTo(262_144);
        assertThat(config.maxCallsPerHour()).isEqualTo(100);
        assertThat(config.maxConcurrent()).isEqualTo(2);
        assertThat(config.projects()).isEmpty();
    }

    @Test
    void theUsualVariablesOfTheEnvironmentAreTakenUp() {
        var config = Samples.config(Map.of("OPENAI_API_KEY", "sk-1", "OPENAI_BASE_URL", "https://proxy.example/v1",
                "AZURE_OPENAI_ENDPOINT", "https://acme.openai.azure.com", "AZURE_OPENAI_API_KEY", "az-1",
                "AZURE_OPENAI_DEPLOYMENT", "mini", "AZURE_OPENAI_API_VERSION", "2025-01-01"));

        assertThat(config.apiKey()).contains("sk-1");
        assertThat(config.baseUrl()).contains("https://proxy.example/v1");
        assertThat(config.azure().endpoint()).contains("https://acme.openai.azure.com");
        assertThat(config.azure().apiKey()).contains("az-1");
        assertThat(config.azure().deployment()).contains("mini");
        assertThat(config.azure().apiVersion()).isEqualTo("2025-01-01");
    }

    @Test
    void openAiNeedsNoUrl() {
        assertThat(endpoint(OPENAI, Map.of()))
                .isEqualTo(new Endpoint("gpt-4.1-mini", "https://api.openai.com/v1", "sk-secret", Map.of(), Map.of()))
                .hasToString("gpt-4.1-mini at api.openai.com");
    }

    @Test
    void azureIsAskedByDeploymentAndVersion() {
        assertThat(endpoint(AZURE, Map.of()))
                .isEqualTo(new Endpoint("prod-mini", "https://acme.openai.azure.com/openai/deployments/prod-mini", null,
                        Map.of("api-key", "az-secret"), Map.of("api-version", "2024-10-21")))
                .hasToString("prod-mini at acme.openai.azure.com");
        assertThat(endpoint(AZURE, Map.of("name", "gpt-4.1")).model()).isEqualTo("gpt-4.1");
    }

    @Test
    void whatIsCompatibleNeedsAUrlAndNoKey() {
        var compatible = Map.of("provider", "openai-compatible", "name", "llama3:8b", "base-url",
                "http://localhost:11434/v1/");

        assertThat(endpoint(compatible, Map.of()))
                .isEqualTo(new Endpoint("llama3:8b", "http://localhost:11434/v1", null, Map.of(), Map.of()));
    }

    @Test
    void plainHttpToAnotherHostIsAllowedOnlyWhenSaid() {
        var exposed = endpoint(OPENAI, Map.of("base-url", "http://models.example/v1", "allow-plain-http", "true"));

        assertThat(exposed.baseUrl()).isEqualTo("http://models.example/v1");
        assertThat(exposed.isExposed()).isTrue();
        assertThat(endpoint(OPENAI, Map.of()).isExposed()).isFalse();
        for (var own : List.of("http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1")) {
            assertThat(endpoint(OPENAI, Map.of("base-url", own)).isExposed()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {
            "name      | none                   | agentops.rca.model.name: must be set while agentops.rca.model.enabled is true",
            "api-key   | none                   | agentops.rca.model.api-key: must be set while agentops.rca.model.enabled is true",
            "name      | a b                    | agentops.rca.model.name: must be 1 to 100 letters, digits or any of . _ : @ / -, and begin with a letter or digit",
            "api-key   | sk secret              | agentops.rca.model.api-key: must be 1 to 4096 visible ASCII characters",
            "base-url  | http://models.example  | agentops.rca.model.base-url: must be https for models.example unless agentops.rca.model.allow-plain-http is true",
            "base-url  | http://127.0.0.1.evil.example | agentops.rca.model.base-url: must be https for 127.0.0.1.evil.example unless agentops.rca.model.allow-plain-http is true",
            "base-url  | ftp://models.example   | agentops.rca.model.base-url: must begin with https:// and a host",
            "base-url  | models.example         | agentops.rca.model.base-url: must begin with https:// and a host",
            "base-url  | https://u:p@models.example | agentops.rca.model.base-url: must have no user, query or fragment",
            "base-url  | https://models.example?k=1 | agentops.rca.model.base-url: must have no user, query or fragment",
            "base-url  | https://mod els        | agentops.rca.model.base-url: is no URL"})
    void aWrongSettingIsRefusedByName(String setting, String value, String message) {
        assertRefused(OPENAI, setting, value, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {
            "azure.endpoint    | none | agentops.rca.model.azure.endpoint: must be set while agentops.rca.model.enabled is true",
            "azure.api-key     | none | agentops.rca.model.azure.api-key: must be set while agentops.rca.model.enabled is true",
            "azure.deployment  | none | agentops.rca.model.azure.deployment: must be set while agentops.rca.model.enabled is true",
            "azure.deployment  | a/b  | agentops.rca.model.azure.deployment: must be 1 to 100 letters, digits or any of . _ : @ / -, and begin with a letter or digit"})
    void aWrongSettingOfAzureIsRefusedByName(String setting, String value, String message) {
        assertRefused(AZURE, setting, value, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "timeout            | 99ms    | agentops.rca.model.timeout: must be 100 to 60000 ms, is 99",
            "timeout            | 61s     | agentops.rca.model.timeout: must be 100 to 60000 ms, is 61000",
            "max-input-chars    | 3999    | agentops.rca.model.max-input-chars: must be 4000 to 200000, is 3999",
            "max-output-tokens  | 63      | agentops.rca.model.max-output-tokens: must be 64 to 16384, is 63",
            "max-answer-bytes   | 1023    | agentops.rca.model.max-answer-bytes: must be 1024 to 4194304, is 1023",
            "max-calls-per-hour | 0       | agentops.rca.model.max-calls-per-hour: must be 1 to 100000, is 0",
            "max-concurrent     | 0       | agentops.rca.model.max-concurrent: must be 1 to 100, is 0"})
    void whatMayBeSpentIsBounded(String setting, String value, String message) {
        assertThatThrownBy(() -> Bounds.check(Samples.config(Map.of(setting, value)))).hasMessage(message);
    }

    private static void assertRefused(Map<String, String> base, String setting, String value, String message) {
        var settings = new HashMap<>(base);
        settings.remove(setting);
        if (value != null) {
            settings.put(setting, value);
        }
        assertThatThrownBy(() -> endpoint(settings, Map.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Endpoint endpoint(Map<String, String> base, Map<String, String> more) {
        var settings = new HashMap<>(base);
        settings.putAll(more);
        return Endpoint.of(Samples.config(settings));
    }
}
