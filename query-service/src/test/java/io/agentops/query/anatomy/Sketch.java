package io.agentops.query.anatomy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.agentops.query.runs.TimelineKey;

/** Runs as they are read, in times of milliseconds after the run's start. */
public final class Sketch {

    public static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final long START_MICROS = START.toEpochMilli() * 1000;
    private static final List<String> WORDS = List.of("running", "success", "failure");

    private final String runId;
    private final Long endMs;
    private final List<Item> items = new ArrayList<>();

    private Sketch(String runId, Long endMs) {
        this.runId = runId;
        this.endMs = endMs;
    }

    public static Sketch run(Integer endMs) {
        return run("run", endMs);
    }

    public static Sketch run(String runId, Integer endMs) {
        return new Sketch(runId, endMs == null ? null : endMs.longValue());
    }

    public Sketch step(String id, String parent, Integer startMs, Integer endMs) {
        return step(id, parent, "llm", startMs, endMs, null, "success");
    }

    public Sketch step(String id, String parent, String type, Integer startMs, Integer endMs, Double latencyMs,
            String status) {
        return add(Item.Kind.STEP, id, parent, "name of " + id, type, startMs, endMs, latencyMs, status);
    }

    public Sketch named(String id, String parent, String name, Double latencyMs) {
        return add(Item.Kind.STEP, id, parent, name, "llm", null, null, latencyMs, "success");
    }

    public Sketch call(String id, String step, Integer startMs, Integer endMs, Double latencyMs) {
        return add(Item.Kind.TOOL_CALL, id, step, "search", null, startMs, endMs, latencyMs, "success");
    }

    /** An item that may contradict itself and its parent in every way. */
    public Sketch anything(Random random, int items) {
        for (int i = 0; i < items; i++) {
            boolean call = random.nextInt(4) == 0;
            String parent = random.nextInt(5) == 0 ? null : "i" + random.nextInt(items + 2);
            Integer start = random.nextInt(5) == 0 ? null : random.nextInt(-20, 120);
            Integer end = random.nextInt(4) == 0
                    ? null
                    : start == null
                            ? random.nextInt(120)
                            : Integer.valueOf(start + random.nextInt(-5, 60));
            Double latency = random.nextInt(3) == 0 ? null : random.nextInt(10) == 0 ? 1e300 : random.nextInt(40);
            add(call ? Item.Kind.TOOL_CALL : Item.Kind.STEP, "i" + i, parent, "n" + random.nextInt(4),
                    call ? null : random.nextInt(6) == 0 ? "generic" : "t" + random.nextInt(3), start, end, latency,
                    WORDS.get(random.nextInt(3)));
        }
        return this;
    }

    public Sketch anything(Item item) {
        items.add(item);
        return this;
    }

    public RunItems items() {
        RunFacts run = new RunFacts(runId, LocalDate.parse("2026-03-01"), "agent", "1", "m", "prod", "success", START,
                endMs == null ? null : START.plusMillis(endMs), 10L, 5L, new BigDecimal("0.5"));
        return new RunItems(run, List.copyOf(items), false);
    }

    private Sketch add(Item.Kind kind, String id, String parent, String name, String type, Integer startMs,
            Integer endMs, Double latencyMs, String status) {
        TimelineKey place = new TimelineKey(START_MICROS + (startMs == null ? 0 : startMs * 1000L), items.size(), id, 0,
                0, id);
        items.add(new Item(place, kind, id, parent, name, type, null, status, micros(startMs), micros(endMs),
                latencyMs, null, false, null, null, null));
        return this;
    }

    private static Long micros(Integer ms) {
        return ms == null ? null : START_MICROS + ms * 1000L;
    }
}
