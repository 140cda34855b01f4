package io.agentops.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.demo.DemoSettings.Part;

class FleetTest {

    @Test
    void withoutAWordEverythingRunsOnItsUsualPort() {
        DemoSettings usual = DemoSettings.of(Map.of());
        assertThat(usual.parts()).containsExactly(Part.TOOLS, Part.CHAT, Part.SUMMARY, Part.TRAFFIC);
        assertThat(usual.at().chatTools()).isEqualTo(URI.create("http://127.0.0.1:8087/tools"));
        assertThat(usual.at().handOver()).isEqualTo(URI.create("http://127.0.0.1:8089"));
        assertThat(usual.at().chatUsers()).isEqualTo(URI.create("http://127.0.0.1:8088"));
        assertThat(usual.pause()).isEqualTo(Duration.ofMillis(2_500));
        assertThat(usual.chat()).isEqualTo(new Identity("chat-agent", "1.0.0", "demo",
                URI.create("http://localhost:8080"), "", ""));
        assertThat(usual.model()).isEmpty();
    }

    @Test
    void aProxyIsPutBetweenTwoByAUrl() {
        DemoSettings told = DemoSettings.of(Map.of("AGENTOPS_DEMO_CHAT_TOOLS_URL", "http://sidecar:9000/tools/",
                "AGENTOPS_DEMO_PARTS", "chat", "APP_INGEST_SECRET", "s"));
        assertThat(told.at().chatTools()).isEqualTo(URI.create("http://sidecar:9000/tools"));
        assertThat(told.at().summaryTools()).isEqualTo(URI.create("http://127.0.0.1:8087/tools"));
        assertThat(told.parts()).containsExactly(Part.CHAT);
        assertThat(told.chat().headers()).isEqualTo(Map.of("X-Ingest-Secret", "s"));
        assertThat(told.toString() + told.chat()).doesNotContain("=s,").doesNotContain("=s]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            AGENTOPS_DEMO_CHAT_PORT;      many;         AGENTOPS_DEMO_CHAT_PORT must be a number from 1 to 65535: many
            AGENTOPS_DEMO_TOOL_ATTEMPTS;  0;            AGENTOPS_DEMO_TOOL_ATTEMPTS must be a number from 1 to 10: 0
            AGENTOPS_DEMO_PLATFORM_URL;   ftp://a;      AGENTOPS_DEMO_PLATFORM_URL must be an http or https URL: ftp://a
            AGENTOPS_DEMO_MODEL_URL;      http://a/v1;  AGENTOPS_DEMO_MODEL_NAME is required where AGENTOPS_DEMO_MODEL_URL is set
            AGENTOPS_DEMO_PARTS;          tools,dance;  AGENTOPS_DEMO_PARTS must be of tools, chat, summary and traffic: dance
            """)
    void aSettingThatCannotBeUsedIsNamed(String name, String value, String message) {
        assertThatThrownBy(() -> DemoSettings.of(Map.of(name, value))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
