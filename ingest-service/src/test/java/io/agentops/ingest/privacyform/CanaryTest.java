package io.agentops.ingest.privacyform;

import static io.agentops.ingest.Samples.freshId;
import static io.agentops.ingest.Samples.privacyRun;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.contract.Topics;
import io.agentops.ingest.Database;
import io.agentops.ingest.KafkaClient;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;

/** A prompt, with spaces and with underscores, put in every place of the privacy-first form in turn and sent through every door, is refused and found nowhere. */
@QuarkusTest
class CanaryTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    Database database;

    @Inject
    KafkaClient kafka;

    @Inject
    RedisDataSource redis;

    private final String canary = "canary" + UUID.randomUUID().toString().replace("-", "");
    private final String prompt = "Tell Ann Lee about " + canary + " and write to " + canary + "@example.org";
    private final String joined = "Tell_Ann_Lee_about_" + canary + "_and_how_to_hide_it_from_all_others";
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            log.add(entry.getMessage() + " " + java.util.Arrays.toString(entry.getParameters()) + " "
                    + entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(listener);
    }

    @Test
    void noPromptPassesTheDoorForOneRun() {
        List<String> refused = variants().entrySet().stream().filter(variant -> {
            int status = given().contentType(ContentType.JSON).body(variant.getValue()).post("/v1/runs").statusCode();
            return status == 422;
        }).map(Map.Entry::getKey).toList();
        assertThat(refused).containsExactlyElementsOf(variants().keySet()).hasSizeGreaterThan(160);
        assertThat(kafka.dump(Topics.AGENT_RUNS)).noneMatch(text -> text.contains(canary));
        assertNowhere();
    }

    @Test
    void noPromptPassesTheDoorsForManyRuns() {
        Map.of("/v1/runs/bulk", variants(), "/agent-runs/bulk", variantsOfThisForm()).forEach((door, variants) -> {
            byte[] lines = String.join("\n", variants.values()).getBytes(StandardCharsets.UTF_8);
            given().contentType("application/x-ndjson").body(lines).post(door).then().statusCode(200)
                    .body("stored", equalTo(0), "accepted", equalTo(0), "rejected", equalTo(variants.size()));
        });
        assertThat(kafka.dump(Topics.AGENT_RUNS)).noneMatch(text -> text.contains(canary));
        assertNowhere();
    }

    @Test
    void noPromptPassesByKafka() {
        List<String> sources = new ArrayList<>();
        variantsOfThisForm().values().forEach(variant -> sources.add(kafka.send(Topics.AGENT_RUNS, 1, prompt, variant,
                Map.of("ce_id", canary, "note", prompt))));
        sources.add(kafka.send(Topics.AGENT_RUNS, 1, canary + "@example.org",
                "{\"agent_id\": \"a\", \"prompt\": \"" + prompt, Map.of()));
        sources.add(kafka.send(Topics.AGENT_RUNS, 1, prompt,
                "{\"specversion\": \"1.0\", \"type\": \"" + canary + "\", \"data\": \""
                        + prompt + "\"}",
                Map.of("content-type", "application/cloudevents+json")));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            String letters = String.join("\n", kafka.dump(Topics.AGENT_RUNS_DLQ)) + "\n";
            return sources.stream().allMatch(source -> letters.contains("source=" + source + "\n"));
        });
        assertNowhere();
    }

    private void assertNowhere() {
        assertThat(database.tablesHolding(canary)).isEmpty();
        assertThat(kafka.dump(Topics.AGENT_RUNS_DLQ)).noneMatch(text -> text.contains(canary));
        assertThat(redisDump()).noneMatch(text -> text.contains(canary));
        assertThat(given().get("/metrics").asString()).contains("agentops_privacy_masked").doesNotContain(canary);
        assertThat(log).noneMatch(entry -> entry.contains(canary) || entry.contains("Ann Lee")
                || entry.contains("Ann_Lee"));
    }

    private List<String> redisDump() {
        List<String> all = new ArrayList<>();
        for (String key : redis.key().keys("*")) {
            String content = switch (redis.key().type(key)) {
                case STRING -> redis.value(String.class).get(key);
                case HASH -> redis.hash(String.class).hgetall(key).toString();
                case SET -> redis.set(String.class).smembers(key).toString();
                case LIST -> redis.list(String.class).lrange(key, 0, -1).toString();
                case ZSET -> redis.sortedSet(String.class).zrange(key, 0, -1).toString();
                case STREAM -> redis.execute("XRANGE", key, "-", "+").toString();
                default -> throw new AssertionError("a type this test cannot read");
            };
            all.add(key + " " + content);
        }
        return all;
    }

    /** The sample with the prompt in place of each value in turn, and under and as an additional name of each object. */
    private Map<String, String> variants() {
        Map<String, String> variants = new LinkedHashMap<>();
        JsonNode sample = sample();
        places(sample, "", prompt, variants);
        places(sample, "", joined, variants);
        return variants;
    }

    /** A run that names its agent as the full form does is in that form wherever both are taken. */
    private Map<String, String> variantsOfThisForm() {
        Map<String, String> variants = variants();
        variants.keySet().removeIf(place -> place.equals("/agent_name") || place.equals("/agent_name joined"));
        return variants;
    }

    private void places(JsonNode node, String at, String text, Map<String, String> variants) {
        String of = text.contains(" ") ? "" : " joined";
        if (node.isObject()) {
            node.properties().forEach(field -> places(field.getValue(), at + "/" + field.getKey(), text, variants));
            for (String name : List.of("prompt", "note", "agent_name", "label", text, canary + "@example.org")) {
                JsonNode changed = sample();
                ((ObjectNode) changed.at(at)).put(name, text);
                variants.put(at + "/" + name + of, changed.toString());
            }
            JsonNode asName = sample();
            ((ObjectNode) asName.at(at)).put(text, 1);
            variants.put(at + " as a name" + of, asName.toString());
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                places(node.get(i), at + "/" + i, text, variants);
            }
            JsonNode changed = sample();
            ((ArrayNode) changed.at(at)).add(text);
            variants.put(at + "/-" + of, changed.toString());
        }
        if (!at.isEmpty()) {
            JsonNode changed = sample();
            JsonPointer pointer = JsonPointer.compile(at);
            JsonNode parent = changed.at(pointer.head());
            if (parent instanceof ObjectNode object) {
                object.put(pointer.last().getMatchingProperty(), text);
            } else {
                ((ArrayNode) parent).set(pointer.last().getMatchingIndex(), text);
            }
            variants.put(at + of, changed.toString());
        }
    }

    private static JsonNode sample() {
        try {
            return JSON.readTree(privacyRun(freshId("canary")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
