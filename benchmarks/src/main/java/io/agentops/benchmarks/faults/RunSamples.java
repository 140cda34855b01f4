package io.agentops.benchmarks.faults;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Runs in the full form. Some come in one message, some in several that say different parts of it, in any order and
 * some of them twice; one in {@link #LARGE} is too large for one record, so that the door cuts it.
 */
final class RunSamples implements Samples {

    private static final int LARGE = 400;
    private static final int LARGE_STEPS = 12;
    private static final int LARGE_WORDS = 6_000;
    private static final List<String> FINAL = List.of("success", "failure", "partial");
    private static final List<String> CHILDREN = List.of("steps", "tool_calls", "guardrail_events", "failures",
            "evaluations");

    private final long seed;
    private final String door;
    private final Instant epoch;
    private final boolean large;

    /**
     * The runs of one door.
     *
     * @param epoch when the first of them began
     * @param large whether some are too large for one record, which only doors can cut
     */
    RunSamples(long seed, String door, Instant epoch, boolean large) {
        this.seed = seed;
        this.door = door;
        this.epoch = epoch;
        this.large = large;
    }

    @Override
    public Sample sample(long number) {
        SplittableRandom random = Samples.random(seed, door, number);
        ObjectNode run = scalars(number, random);
        boolean isLarge = large && number % LARGE == LARGE - 1;
        int steps = isLarge ? LARGE_STEPS : random.nextInt(1, 8);
        for (int i = 0; i < steps; i++) {
            step(run, i, random, isLarge ? LARGE_WORDS : random.nextInt(1, 12));
        }
        extras(run, random);
        String runId = run.get("run_id").textValue();
        List<Sample.Message> messages = messages(run, random).stream()
                .map(message -> new Sample.Message(runId, Json.bytes(message), 1)).toList();
        return new Sample(runId, messages, Rows.of(run), true);
    }

    private ObjectNode scalars(long number, SplittableRandom random) {
        Instant start = epoch.plusMillis(number);
        ObjectNode run = Json.object();
        run.put("run_id", "%s-%d-%d %s".formatted(door, seed, number, number % 50 == 0 ? "ü 東?#%" : "r"));
        run.put("agent_name", "agent-" + random.nextInt(20));
        run.put("started_at", start.toString());
        run.put("ended_at", start.plusMillis(random.nextInt(100_000)).toString());
        run.put("status", FINAL.get(random.nextInt(FINAL.size())));
        if (random.nextInt(4) > 0) {
            run.put("agent_version", "1." + random.nextInt(9)).put("model", Words.any(random)).put("environment",
                    "prod");
            run.put("error_type", "Error-" + random.nextInt(5)).put("error_message", Words.text(random, 9));
            run.put("trace_id", Long.toHexString(random.nextLong())).put("conversation_id", "c-" + random.nextInt(99));
        }
        ObjectNode cost = run.putObject("cost");
        cost.put("tokens_prompt", random.nextLong(1L << 40)).put("tokens_completion", random.nextLong(100_000));
        cost.put("total_cost_usd", BigDecimal.valueOf(random.nextLong(1L << 39), random.nextInt(12)));
        return run;
    }

    private static void step(ObjectNode run, int place, SplittableRandom random, int words) {
        Instant start = Instant.parse(run.get("started_at").textValue()).plusMillis(place * 10L);
        ObjectNode step = run.withArray("steps").addObject();
        step.put("step_id", "s" + place).put("seq", place).put("name", Words.any(random) + place);
        step.put("status", random.nextInt(5) == 0 ? "failure" : "success").put("step_type", "tool");
        step.put("started_at", start.toString()).put("ended_at", start.plusMillis(random.nextInt(500)).toString());
        step.put("input_summary", Words.text(random, 3)).put("output_summary", Words.text(random, words));
        step.put("retries", random.nextInt(4)).put("latency_ms", random.nextInt(4_000) / 4.0);
        if (place > 0) {
            step.put("parent_step_id", "s" + (place - 1));
        }
        step.putObject("metadata").put("n", random.nextLong()).put("größe", Words.any(random)).put("yes", true);
        for (int i = random.nextInt(3); i > 0; i--) {
            ObjectNode call = run.withArray("tool_calls").addObject();
            call.put("call_id", "c%d-%d".formatted(place, i)).put("seq", i).put("step_id", "s" + place);
            call.put("tool_name", "tool-" + random.nextInt(9)).put("status", "failure");
            call.put("status_code", 400 + random.nextInt(100)).put("retries", random.nextInt(3));
            call.put("latency_ms", random.nextDouble() * 1_000).put("error_class", "Timeout");
            call.put("error_message", Words.text(random, 4)).put("result_summary", Words.text(random, 2));
            ObjectNode args = call.putObject("args_json");
            args.put("q", Words.text(random, 2)).put("limit", random.nextInt()).putArray("list").add(true).add(1.5);
        }
    }

    private static void extras(ObjectNode run, SplittableRandom random) {
        for (int i = random.nextInt(3); i > 0; i--) {
            run.withArray("guardrail_events").addObject().put("event_id", "g" + i).put("type", "schema_validation")
                    .put("message", Words.text(random, 3)).put("step_id", "s0")
                    .put("created_at", run.get("started_at").textValue());
            run.withArray("failures").addObject().put("failure_id", "f" + i).put("failure_type", "tool")
                    .put("failure_code", "timeout").put("message", Words.any(random)).put("step_id", "s0");
            run.withArray("evaluations").addObject().put("evaluation_id", "e" + i).put("name", "relevance")
                    .put("score", random.nextDouble()).put("label", "pass").put("explanation", Words.text(random, 5));
        }
        if (random.nextBoolean()) {
            run.putArray("correlation_ids").add("b-" + random.nextInt(9)).add("a-ü" + random.nextInt(9));
            run.putArray("tool_definitions").addObject().put("tool_name", "tool-1")
                    .put("description", Words.any(random))
                    .putObject("parameters").put("type", "object").putArray("required").add("q");
            run.putObject("metadata").put("tenant", Words.any(random)).put("weight", random.nextInt(1_000) / 8.0)
                    .put("retry", random.nextBoolean());
        }
    }

    private static List<ObjectNode> messages(ObjectNode run, SplittableRandom random) {
        List<ObjectNode> messages = new ArrayList<>();
        if (random.nextInt(3) > 0) {
            messages.add(run);
        } else {
            messages.addAll(parts(run, random.nextInt(2, 5)));
            messages.add(beginning(run));
        }
        if (random.nextInt(4) == 0) {
            messages.add(messages.get(random.nextInt(messages.size())));
        }
        Collections.shuffle(messages, new Random(random.nextLong()));
        return messages;
    }

    /** Parts that have each child in one of them, and all of the scalars in every one. */
    private static List<ObjectNode> parts(ObjectNode run, int count) {
        List<ObjectNode> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ObjectNode part = run.deepCopy();
            CHILDREN.forEach(part::remove);
            parts.add(part);
        }
        for (String children : CHILDREN) {
            int place = 0;
            for (JsonNode child : run.path(children)) {
                parts.get(place++ % count).withArray(children).add(child);
            }
        }
        return parts;
    }

    /** What an agent says when a run begins, with a first step that goes on. */
    private static ObjectNode beginning(ObjectNode run) {
        ObjectNode beginning = Json.object();
        beginning.set("run_id", run.get("run_id"));
        beginning.set("agent_name", run.get("agent_name"));
        beginning.set("started_at", run.get("started_at"));
        beginning.put("status", "running");
        ObjectNode step = ((ObjectNode) run.get("steps").get(0)).deepCopy();
        step.remove(List.of("ended_at", "output_summary", "latency_ms"));
        step.put("status", "running");
        ArrayNode steps = beginning.putArray("steps");
        steps.add(step);
        return beginning;
    }
}
