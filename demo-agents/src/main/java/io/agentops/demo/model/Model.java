package io.agentops.demo.model;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.http.Json;
import io.agentops.demo.http.JsonClient;

/** A model behind an endpoint that speaks OpenAI's chat completions. */
public final class Model {

    /** What the model wrote; tokens are null where it did not count them. */
    public record Reply(String text, Long tokensPrompt, Long tokensCompletion) {}

    /** The model gave no answer that can be used. */
    public static final class ModelException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        ModelException(String code, String message) {
            super(message);
            this.code = code;
        }

        /** A label: {@code timeout}, {@code connection_failed}, {@code http_<status>} or {@code invalid_response}. */
        public String code() {
            return code;
        }
    }

    private static final String TASK = "Answer the question in at most three sentences, from these facts alone.";

    private final JsonClient client;
    private final URI url;
    private final Map<String, String> headers;
    private final String name;

    /**
     * Describes an endpoint; nothing is sent yet.
     *
     * @param base up to and with its version, e.g. {@code http://localhost:11434/v1}
     * @param key sent as a bearer token unless blank
     */
    public Model(JsonClient client, URI base, String key, String name) {
        this.client = client;
        this.url = URI.create(base.toString().replaceAll("/+$", "") + "/chat/completions");
        this.headers = key.isBlank() ? Map.of() : Map.of("Authorization", "Bearer " + key);
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Asks for an answer in words. */
    public Reply word(String question, String facts, Duration within) throws ModelException, InterruptedException {
        ObjectNode body = Json.object().put("model", name).put("temperature", 0);
        var messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", TASK);
        messages.addObject().put("role", "user").put("content", question + "\n\nFacts:\n" + facts);
        try {
            JsonClient.Answer answer = client.post(url, body, headers, within);
            if (answer.status() != 200) {
                throw new ModelException("http_" + answer.status(), "the model answered HTTP " + answer.status());
            }
            return reply(Json.read(answer.body()));
        } catch (TimeoutException e) {
            throw new ModelException("timeout", "the model timed out after " + within.toMillis() + " ms");
        } catch (JsonProcessingException e) {
            throw new ModelException("invalid_response", "the model answered with malformed JSON");
        } catch (IOException e) {
            throw new ModelException("connection_failed", "connection to the model failed");
        }
    }

    private static Reply reply(JsonNode answer) throws ModelException {
        String text = answer.path("choices").path(0).path("message").path("content").asText("");
        if (text.isBlank()) {
            throw new ModelException("invalid_response", "the model answered without a text");
        }
        JsonNode usage = answer.path("usage");
        return new Reply(text.strip(), tokens(usage.path("prompt_tokens")), tokens(usage.path("completion_tokens")));
    }

    private static Long tokens(JsonNode count) {
        return count.isIntegralNumber() ? (Long) count.longValue() : null;
    }
}
