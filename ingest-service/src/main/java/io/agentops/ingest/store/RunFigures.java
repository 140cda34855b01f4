package io.agentops.ingest.store;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.contract.run.RunStatus;
import io.agentops.contract.stats.LatencyBuckets;

/**
 * What runs bring to the figures over runs, told from their rows: the same that {@code run_figures} makes of runs that have ended and
 * in which nothing went wrong.
 */
final class RunFigures {

    private static final int AGENT = RunTables.RUN.indexOf("agent_name");
    private static final int VERSION = RunTables.RUN.indexOf("agent_version");
    private static final int MODEL = RunTables.RUN.indexOf("model");
    private static final int ENVIRONMENT = RunTables.RUN.indexOf("environment");
    private static final int STATUS = RunTables.RUN.indexOf("status");
    private static final int STARTED = RunTables.RUN.indexOf("started_at");
    private static final int ENDED = RunTables.RUN.indexOf("ended_at");
    private static final int PROMPT = RunTables.RUN.indexOf("tokens_prompt");
    private static final int COMPLETION = RunTables.RUN.indexOf("tokens_completion");
    private static final int COST = RunTables.RUN.indexOf("total_cost_usd");

    private static final int STEP_ID = RunTables.STEP.indexOf("step_id");
    private static final int STEP_NAME = RunTables.STEP.indexOf("name");
    private static final int STEP_TYPE = RunTables.STEP.indexOf("step_type");
    private static final int STEP_MODEL = RunTables.STEP.indexOf("model");
    private static final int STEP_LATENCY = RunTables.STEP.indexOf("latency_ms");
    private static final int STEP_STARTED = RunTables.STEP.indexOf("started_at");
    private static final int STEP_ENDED = RunTables.STEP.indexOf("ended_at");
    private static final int STEP_PROMPT = RunTables.STEP.indexOf("tokens_prompt");
    private static final int STEP_COMPLETION = RunTables.STEP.indexOf("tokens_completion");
    private static final int STEP_COST = RunTables.STEP.indexOf("cost_usd");
    private static final int STEP_METADATA = RunTables.STEP.indexOf("metadata");

    private static final int CALL_STEP = RunTables.TOOL_CALL.indexOf("step_id");
    private static final int TOOL_NAME = RunTables.TOOL_CALL.indexOf("tool_name");
    private static final int CALL_LATENCY = RunTables.TOOL_CALL.indexOf("latency_ms");
    private static final int CALL_STARTED = RunTables.TOOL_CALL.indexOf("started_at");
    private static final int CALL_ENDED = RunTables.TOOL_CALL.indexOf("ended_at");

    private static final double MICROS_OF_SECOND = 1_000_000;

    private final Map<Key, Figure> figures = new HashMap<>();

    /** What is counted together. */
    record Key(String projectId, OffsetDateTime hour, String kind, String agentName, String agentVersion,
            String environment,
            String name) {

        Key of(String otherKind, String otherName) {
            return new Key(projectId, hour, otherKind, agentName, agentVersion, environment, otherName);
        }
    }

    /** Sums of one key. */
    static final class Figure {

        private final Map<Integer, Long> buckets = new TreeMap<>();
        private long total;
        private long succeeded;
        private long failed;
        private BigInteger tokensPrompt = BigInteger.ZERO;
        private BigInteger tokensCompletion = BigInteger.ZERO;
        private BigDecimal costUsd = BigDecimal.ZERO;

        private void add(Double millis) {
            total++;
            if (millis != null) {
                buckets.merge(LatencyBuckets.of(millis), 1L, Long::sum);
            }
        }

        private void use(Object prompt, Object completion, Object cost) {
            tokensPrompt = plus(tokensPrompt, prompt);
            tokensCompletion = plus(tokensCompletion, completion);
            costUsd = cost == null ? costUsd : costUsd.add((BigDecimal) cost);
        }

        /** A report may say as many as a long can hold; two of them must not be fewer. */
        private static BigInteger plus(BigInteger sum, Object tokens) {
            return tokens == null ? sum : sum.add(BigInteger.valueOf((Long) tokens));
        }

        long total() {
            return total;
        }

        long succeeded() {
            return succeeded;
        }

        long failed() {
            return failed;
        }

        BigInteger tokensPrompt() {
            return tokensPrompt;
        }

        BigInteger tokensCompletion() {
            return tokensCompletion;
        }

        BigDecimal costUsd() {
            return costUsd;
        }

        /** How many latencies are in each bucket that has some. */
        Map<Integer, Long> buckets() {
            return buckets;
        }
    }

    Map<Key, Figure> figures() {
        return figures;
    }

    /** Adds a run, unless it is still running; its rows must be all there is of it, one for each key. */
    void add(RunRows<?> run) {
        for (Object[] row : run.rows(RunTables.RUN)) {
            if (!RunStatus.RUNNING.wireName().equals(row[STATUS])) {
                add(run, row);
            }
        }
    }

    private void add(RunRows<?> run, Object[] row) {
        Key key = new Key(run.key().projectId(), ((OffsetDateTime) row[STARTED]).truncatedTo(ChronoUnit.HOURS), "run",
                (String) row[AGENT], (String) row[VERSION], (String) row[ENVIRONMENT], "");
        Figure figure = figure(key);
        figure.add(millis(null, row[STARTED], row[ENDED]));
        figure.use(row[PROMPT], row[COMPLETION], row[COST]);
        figure.succeeded += RunStatus.SUCCESS.wireName().equals(row[STATUS]) ? 1 : 0;
        figure.failed += RunStatus.FAILURE.wireName().equals(row[STATUS]) ? 1 : 0;
        Set<Object> called = new HashSet<>();
        for (Object[] call : run.rows(RunTables.TOOL_CALL)) {
            called.add(call[CALL_STEP]);
            figure(key.of("tool", (String) call[TOOL_NAME]))
                    .add(millis(call[CALL_LATENCY], call[CALL_STARTED], call[CALL_ENDED]));
        }
        boolean modelTold = false;
        for (Object[] step : run.rows(RunTables.STEP)) {
            addStep(key, step, called);
            modelTold |= step[STEP_MODEL] != null;
        }
        if (row[MODEL] != null && !modelTold) {
            Figure model = figure(key.of("model", (String) row[MODEL]));
            model.add(null);
            model.use(row[PROMPT], row[COMPLETION], row[COST]);
        }
    }

    private void addStep(Key key, Object[] step, Set<Object> called) {
        Double millis = millis(step[STEP_LATENCY], step[STEP_STARTED], step[STEP_ENDED]);
        String type = step[STEP_TYPE] == null ? "" : (String) step[STEP_TYPE];
        figure(key.of("step", type)).add(millis);
        if (type.equals("tool") && !called.contains(step[STEP_ID])) {
            String tool = ((JsonObject) step[STEP_METADATA]).get("tool_name").filter(name -> !name.isNull())
                    .map(JsonNode::asText).orElse((String) step[STEP_NAME]);
            figure(key.of("tool", tool)).add(millis);
        }
        if (step[STEP_MODEL] != null) {
            Figure model = figure(key.of("model", (String) step[STEP_MODEL]));
            model.add(millis);
            model.use(step[STEP_PROMPT], step[STEP_COMPLETION], step[STEP_COST]);
        }
    }

    private Figure figure(Key key) {
        return figures.computeIfAbsent(key, added -> new Figure());
    }

    /** As PostgreSQL reckons: it keeps microseconds, and turns them to seconds first. */
    private static Double millis(Object told, Object startedAt, Object endedAt) {
        if (told != null || startedAt == null || endedAt == null) {
            return (Double) told;
        }
        return ChronoUnit.MICROS.between(((OffsetDateTime) startedAt).truncatedTo(ChronoUnit.MICROS),
                ((OffsetDateTime) endedAt).truncatedTo(ChronoUnit.MICROS)) / MICROS_OF_SECOND * 1000;
    }
}
