package io.agentops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.calls.CallLimits;
import io.agentops.demo.calls.Toolbox;
import io.agentops.demo.chat.ChatServer;
import io.agentops.demo.chat.ChatTools;
import io.agentops.demo.http.HttpProblem;
import io.agentops.demo.http.Json;
import io.agentops.demo.http.JsonClient;
import io.agentops.demo.http.JsonServer;
import io.agentops.demo.http.Reply;
import io.agentops.demo.model.Model;
import io.agentops.demo.tools.ToolServer;

/** The chat agent with an endpoint that words its answers. */
class ModelTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Test
    void aModelWordsTheAnswerAndItsTokensAreTold() throws Exception {
        withModel(request -> {
            assertThat(request.header().apply("Authorization")).hasValue("Bearer k");
            assertThat(request.body().at("/messages/1/content").asText()).contains("three years");
            ObjectNode reply = Json.object();
            reply.putArray("choices").addObject().putObject("message").put("content", "They last three years.");
            reply.putObject("usage").put("prompt_tokens", 40).put("completion_tokens", 6);
            return Reply.ok(reply);
        }, (answer, run) -> {
            assertThat(answer).isEqualTo("They last three years.");
            assertThat(run.path("model").asText()).isEqualTo("small");
            assertThat(run.at("/cost/tokens_prompt").asInt()).isEqualTo(40);
            assertThat(run.at("/cost/tokens_completion").asInt()).isEqualTo(6);
        });
    }

    @Test
    void whereTheModelFailsTheRulesWordsStand() throws Exception {
        withModel(request -> {
            throw HttpProblem.of(500, "out of order");
        }, (answer, run) -> {
            assertThat(answer).startsWith("Gift cards are valid for three years.");
            assertThat(run.path("status").asText()).isEqualTo("success");
            assertThat(run.path("steps").toString()).contains("\"name\":\"ask_model\",\"step_type\":\"other\","
                    + "\"status\":\"failure\"").contains("the model answered HTTP 500");
        });
    }

    private interface Check {
        void of(String answer, JsonNode run);
    }

    private static void withModel(JsonServer.Route route, Check check) throws Exception {
        try (CapturingPlatform platform = new CapturingPlatform();
                JsonClient client = new JsonClient();
                ToolServer tools = new ToolServer("127.0.0.1", 0, 100);
                JsonServer endpoint = new JsonServer("model", "127.0.0.1", 0,
                        Map.of("POST /v1/chat/completions", route));
                ChatServer chat = new ChatServer("127.0.0.1", 0, platform.agent("chat-agent"), client,
                        new ChatTools(toolbox(client, tools.server().url() + "/tools"),
                                toolbox(client, "http://127.0.0.1:9"), Optional.of(new Model(client,
                                        URI.create(endpoint.url() + "/v1"), "k", "small"))),
                        PATIENCE)) {
            JsonNode body = Json.read(client.post(URI.create(chat.url() + "/chat"),
                    Json.object().put("message", "Are gift cards valid for three years?"), Map.of(), PATIENCE).body());
            check.of(body.path("answer").asText(), platform.fullForm(body.path("run_id").asText()));
        }
    }

    private static Toolbox toolbox(JsonClient client, String url) {
        return new Toolbox(client, URI.create(url), new CallLimits(PATIENCE, 1, Duration.ofMillis(10)), true);
    }
}
