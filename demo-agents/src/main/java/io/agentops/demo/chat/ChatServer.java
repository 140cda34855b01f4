package io.agentops.demo.chat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import io.agentops.demo.Identity;
import io.agentops.demo.http.Json;
import io.agentops.demo.http.JsonClient;
import io.agentops.demo.http.JsonServer;
import io.agentops.demo.http.Reply;
import io.agentops.demo.http.Request;

/**
 * Serves the chat agent: {@code POST /chat} takes {@code message} and, if known, {@code conversation_id}. What the agent can
 * answer, be it that it does not know or may not say, is 200; that a tool failed it is 502, or 504 where it was too slow.
 */
public final class ChatServer implements AutoCloseable {

    private static final int LONGEST_MESSAGE = 300;
    private static final int LONGEST_ID = 128;

    private final ChatAgent agent;
    private final JsonServer server;

    /**
     * Starts to serve.
     *
     * @param runTime in which a run has to be done
     */
    public ChatServer(String host, int port, Identity identity, JsonClient client, ChatTools tools, Duration runTime) {
        agent = new ChatAgent(identity, client, tools, runTime);
        server = new JsonServer(identity.name(), host, port, Map.of(
                "GET /health", request -> Reply.ok(Json.object().put("status", "UP").put("agent", identity.name())),
                "POST /chat", this::chat));
    }

    private Reply chat(Request request) throws InterruptedException {
        String message = request.text("message", LONGEST_MESSAGE);
        String conversation = request.optionalText("conversation_id", LONGEST_ID)
                .orElseGet(() -> UUID.randomUUID().toString());
        ChatAgent.Reply reply = agent.answer(message, conversation);
        return Reply.of(status(reply.ending()), ChatAgent.body(reply).put("conversation_id", conversation));
    }

    private static int status(Ending ending) {
        if (!ending.dependencyFailed()) {
            return 200;
        }
        return "timeout".equals(ending.errorType()) ? 504 : 502;
    }

    public URI url() {
        return server.url();
    }

    /** Finishes what is under way, then sends what is left to report. */
    @Override
    public void close() {
        server.close();
        agent.close();
    }
}
