package io.agentops.demo.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.demo.http.Json;
import io.agentops.demo.http.JsonClient;

class ToolServerTest {

    private static final ToolServer TOOLS = new ToolServer("127.0.0.1", 0, 1_000);
    private static final JsonClient CLIENT = new JsonClient();

    @AfterAll
    static void end() {
        TOOLS.close();
        CLIENT.close();
    }

    @Test
    void fiveToolsAreOfferedWithTheirSchemas() throws Exception {
        JsonNode tools = Json
                .read(CLIENT.get(URI.create(TOOLS.server().url() + "/tools"), Duration.ofSeconds(5)).body())
                .get("tools");
        assertThat(tools.findValuesAsText("name")).startsWith("search_documents", "fetch_document", "convert");
        assertThat(tools).hasSize(5);
        assertThat(tools.get(3).at("/parameters/properties/order_id/pattern").asText()).isEqualTo("^ORD-[0-9]{5}$");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            convert          | {"amount":12,"from":"m","to":"foot"}          | 200 | {"amount":39.3701,"unit":"foot"}
            convert          | {"amount":100,"from":"eur","to":"usd"}        | 200 | {"amount":108.696,"unit":"usd"}
            convert          | {"amount":1,"from":"m","to":"kg"}             | 422 | "/to","message":"must be a unit of the same kind as from"
            convert          | {"amount":"1","from":"mile","to":"kg"}        | 422 | "/amount","message":"must be of type number"
            convert          | {"amount":-1,"from":"m","to":"cm"}            | 422 | "/amount","message":"must be at least 0"
            convert          | {"from":"m","to":"cm"}                        | 422 | "/amount","message":"is required"
            convert          | {"amount":1,"from":"m","to":"cm","how":1}     | 422 | "/how","message":"is no argument of this tool"
            look_up_order    | {"order_id":"4711"}                           | 422 | "/order_id","message":"must match ^ORD-[0-9]{5}$"
            look_up_order    | {"order_id":"ORD-99999"}                      | 404 | "detail":"There is no order ORD-99999."
            look_up_order    | {"order_id":"ORD-10022"}                      | 200 | "state":"dispatched","item":"kettle"
            fetch_document   | {"document_id":"salary-bands"}                | 403 | "detail":"Permission denied: document salary-bands is restricted."
            fetch_document   | {"document_id":"nowhere"}                     | 404 | "detail":"There is no document nowhere."
            fetch_document   | {"document_id":"gift-cards"}                  | 200 | "title":"Gift cards","text":"Gift cards are valid for three years.
            add_working_days | {"date":"2026-03-06","days":1}                | 200 | {"date":"2026-03-09","weekday":"Monday"}
            add_working_days | {"date":"2026-02-30","days":1}                | 422 | "/date","message":"must be a day of the calendar"
            add_working_days | {"date":"2026-03-06","days":1.5}              | 422 | "/days","message":"must be of type integer"
            search_documents | {"query":"Do you groom poodles?"}             | 200 | {"results":[]}
            search_documents | {"query":"salary bands"}                      | 200 | {"results":[]}
            search_documents | {"query":"warranty of kettles","top_k":1}     | 200 | {"results":[{"document_id":"warranty-kitchen"
            search_documents | {"query":""}                                  | 422 | "/query","message":"must be at least 1 characters long"
            dance            | {}                                            | 404 | "detail":"There is no such tool."
            """)
    void aToolAnswersExactly(String tool, String arguments, int status, String expected) throws Exception {
        JsonClient.Answer answer = call(TOOLS, tool, arguments);
        assertThat(answer.body()).contains(expected);
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void callsBeyondTheRateAreToldWhenToComeAgain() throws Exception {
        try (ToolServer slow = new ToolServer("127.0.0.1", 0, 1)) {
            for (int i = 0; i < 2; i++) {
                assertThat(call(slow, "convert", "{\"amount\":1,\"from\":\"m\",\"to\":\"cm\"}").status())
                        .isEqualTo(200);
            }
            JsonClient.Answer refused = call(slow, "convert", "{}");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.retryAfter()).isEqualTo(Optional.of(Duration.ofSeconds(1)));
            assertThat(refused.body()).contains("Rate limit exceeded: too many calls of convert.");
            assertThat(call(slow, "search_documents", "{\"query\":\"kettle\"}").status()).isEqualTo(200);
        }
    }

    @Test
    void aRateGivesAsManyCallsAsItSays() {
        long[] now = {0};
        CallRate rate = new CallRate(10, 20, () -> now[0]);
        assertThat(IntStream.range(0, 30).filter(i -> rate.take().isEmpty()).count()).isEqualTo(20);
        now[0] += Duration.ofMillis(500).toNanos();
        assertThat(IntStream.range(0, 30).filter(i -> rate.take().isEmpty()).count()).isEqualTo(5);
        assertThat(rate.take()).hasValue(1);
    }

    @Test
    void whatIsNoJsonObjectIsRefused() throws Exception {
        assertThat(call(TOOLS, "convert", "[1]").status()).isEqualTo(422);
        assertThat(call(TOOLS, "convert", "\"" + "x".repeat(70_000) + "\"").status()).isEqualTo(413);
    }

    private static JsonClient.Answer call(ToolServer tools, String tool, String arguments) throws Exception {
        return CLIENT.post(URI.create(tools.server().url() + "/tools/" + tool), Json.read(arguments), Map.of(),
                Duration.ofSeconds(5));
    }
}
