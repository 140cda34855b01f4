package io.agentops.localstack.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.agentops.localstack.PlatformApi;
import io.agentops.localstack.platform.DemoAgent;

class AgentsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> put = new CopyOnWriteArrayList<>();
    private HttpServer platform;
    private Agents agents;
    private volatile String healing;

    @BeforeEach
    void start() throws IOException {
        platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        platform.createContext("/agents/" + DemoAgent.CHAT.id(), this::answer);
        platform.start();
        agents = new Agents(new PlatformApi(platform.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        platform.stop(0);
    }

    private void answer(HttpExchange call) throws IOException {
        if ("PUT".equals(call.getRequestMethod())) {
            put.add(JSON.readTree(call.getRequestBody()));
        }
        byte[] body = "{\"healing\":%s}".formatted(healing).getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(200, body.length);
        call.getResponseBody().write(body);
        call.close();
    }

    private void decideAndRestore() {
        var before = agents.decided(DemoAgent.CHAT);
        agents.decide(DemoAgent.CHAT, "manual");
        agents.restore(DemoAgent.CHAT, before);
    }

    @Test
    void allThatWasDecidedOfHealingIsPutBack() throws Exception {
        healing = """
                {"policy": "automatic", "paused_until": "2999-01-01T00:00:00Z", "pause_reason": "a release", "breaker": "closed",
                 "next_allowed_at": null, "target": {"kind": "kubernetes", "namespace": "agents", "pod": "chat-0"}}""";

        decideAndRestore();

        assertThat(put).containsExactly(JSON.readTree("{\"policy\": \"manual\"}"), JSON.readTree("""
                {"policy": "automatic", "paused_until": "2999-01-01T00:00:00Z", "pause_reason": "a release",
                 "target": {"kind": "kubernetes", "namespace": "agents", "pod": "chat-0"}}"""));
    }

    @Test
    void aPauseThatIsOverIsNotPutBack() throws Exception {
        healing = """
                {"policy": "automatic", "paused_until": "2001-01-01T00:00:00Z", "pause_reason": "a release", "target": null}""";

        decideAndRestore();

        assertThat(put).containsExactly(JSON.readTree("{\"policy\": \"manual\"}"),
                JSON.readTree("{\"policy\": \"automatic\"}"));
    }
}
