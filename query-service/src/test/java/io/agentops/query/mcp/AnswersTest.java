package io.agentops.query.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.http.Problem;
import io.quarkiverse.mcp.server.RawMessage;
import io.quarkiverse.mcp.server.ToolResponse;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.json.JsonObject;

class AnswersTest {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final ToolInput INPUT = new ToolInput("look").number("limit", 1, 50, 20, "")
            .text("name", "");
    private static final String AWAY = "A backing store is away. Try again in a few seconds.";

    private final Answers answers = new Answers(new ObjectMapper(), new Settings(Duration.ofMinutes(1)));

    @Test
    void aResultIsGivenAsStructureAndText() {
        ToolResponse response = one("{\"name\":\"é\"}", "é");
        assertThat(response.isError()).isFalse();
        assertThat(text(response)).isEqualTo("[\"é\"]");
        assertThat(json(response.structuredContent())).isEqualTo("[\"é\"]");
    }

    @Test
    void whatTakesTooLongIsToBeTriedAgain() {
        Answers impatient = new Answers(new ObjectMapper(), new Settings(Duration.ofMillis(100)));
        ToolResponse response = impatient.one(INPUT, call("{}"), arguments -> Uni.createFrom().nothing()).await()
                .atMost(LONGEST);
        assertThat(response.isError()).isTrue();
        assertThat(text(response)).isEqualTo(AWAY);
        assertThat(((Problem) response.structuredContent()).status()).isEqualTo(503);
    }

    @Test
    void noMoreCallsAreAnsweredAtOnceThanMayBe() {
        Uni<ToolResponse> waiting = answers.one(INPUT, call("{}"), arguments -> Uni.createFrom().nothing());
        List<Cancellable> two = List.of(subscribed(waiting), subscribed(waiting));
        Uni<ToolResponse> third = answers.one(INPUT, call("{}"), arguments -> Uni.createFrom().item("x"));
        assertThat(text(third.await().atMost(LONGEST)))
                .isEqualTo("Too many tools are called at once. Try again in a second.");
        two.get(0).cancel();
        assertThat(text(third.await().atMost(LONGEST))).isEqualTo("\"x\"");
        assertThat(text(third.await().atMost(LONGEST))).isEqualTo("\"x\"");
        two.get(1).cancel();
    }

    @Test
    void aFaultOfOursSaysNothingInternal() {
        ToolResponse response = answers.one(INPUT, call("{}"), arguments -> {
            throw new IllegalStateException("secret");
        }).await().atMost(LONGEST);
        assertThat(response.isError()).isTrue();
        assertThat(text(response)).isEqualTo("The service failed to answer. The cause is in its log.");
        assertThat(json(response.structuredContent())).doesNotContain("secret", "Exception");
    }

    @Test
    void aPageIsShortenedUntilItFits() {
        ToolResponse response = answers.page(INPUT, call("{\"limit\":50}"),
                (arguments, limit) -> Uni.createFrom().item("x".repeat(10 * Integer.parseInt(limit)))).await()
                .indefinitely();
        assertThat(text(response)).isEqualTo("\"" + "x".repeat(60) + "\"");
        assertThat(response.content()).hasSize(2);
        assertThat(response.content().get(1).asText().text()).isEqualTo("This page has 6 items at most: the 50 asked"
                + " for are over 100 bytes. The others are on the pages after next_cursor.");
    }

    @Test
    void aResultThatCannotBeShortenedIsRefused() {
        ToolResponse response = answers.page(INPUT, call("{}"),
                (arguments, limit) -> Uni.createFrom().item("é".repeat(50))).await().atMost(LONGEST);
        assertThat(response.isError()).isTrue();
        assertThat(text(response)).isEqualTo("The result has 102 bytes, more than the 100 a tool gives. "
                + "Ask for less of it, or read it over HTTP.");
    }

    @Test
    void argumentsAreReadAsTheHttpApisParametersAre() {
        assertThat(text(one("{\"name\":5}", "5"))).isEqualTo("[\"5\"]");
        assertThat(text(one("{\"name\":5.0}", "5"))).isEqualTo("[\"5\"]");
        assertThat(text(one("{\"name\":1.5}", "1.5"))).isEqualTo("[\"1.5\"]");
        assertThat(text(one("{\"name\":true}", "true"))).isEqualTo("[\"true\"]");
        assertThat(text(one("{\"name\":\"\"}", null))).isEqualTo("[null]");
        assertThat(text(one("{\"name\":null}", null))).isEqualTo("[null]");
        assertThat(text(one("{\"name\":[1]}", null))).isEqualTo("/name must be a text, a number, or true or false");
        assertThat(text(one("{\"a/b~\":1}", null))).isEqualTo("/a~1b~0 is not an argument of look");
    }

    private ToolResponse one(String arguments, String name) {
        return answers.one(INPUT, call(arguments), given -> {
            assertThat(given.get("name")).isEqualTo(name);
            return Uni.createFrom().item(new String[]{given.get("name")});
        }).await().atMost(LONGEST);
    }

    private static Cancellable subscribed(Uni<ToolResponse> response) {
        return response.subscribe().with(item -> {});
    }

    private static String text(ToolResponse response) {
        return response.firstContent().asText().text();
    }

    private static String json(Object value) {
        return new ObjectMapper().valueToTree(value).toString();
    }

    private static RawMessage call(String arguments) {
        JsonObject message = new JsonObject().put("params",
                new JsonObject().put("arguments", new JsonObject(arguments)));
        return new Sent(message);
    }

    private record Sent(JsonObject asJsonObject) implements RawMessage {

        @Override
        public String asString() {
            return asJsonObject.encode();
        }
    }

    private record Settings(Duration timeout) implements McpConfig {

        @Override
        public Optional<Set<String>> origins() {
            return Optional.empty();
        }

        @Override
        public int messageBytes() {
            return 100;
        }

        @Override
        public int resultBytes() {
            return 100;
        }

        @Override
        public int callsAtOnce() {
            return 2;
        }
    }
}
