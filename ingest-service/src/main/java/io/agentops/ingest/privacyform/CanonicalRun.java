package io.agentops.ingest.privacyform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolCallBuilder;
import io.agentops.ingest.privacyform.PrivacyRun.StepKind;

/**
 * Tells a run of the privacy-first form as all runs are kept, so that it is explained and counted like any other: a step that used a
 * tool is a call of it too, and the failure told last is what ended the run.
 */
final class CanonicalRun {

    private static final int LONGEST_ID = 200;
    private static final int DIGEST = 16;

    private final PrivacyRun run;
    private final List<PrivacyRun.Failure> failures;
    /** The failure told last of each step. */
    private final Map<String, PrivacyRun.Failure> ofSteps = new HashMap<>();

    private CanonicalRun(PrivacyRun run) {
        this.run = run;
        failures = new ArrayList<>(run.failures());
        if (run.failure() != null) {
            failures.add(run.failure());
        }
        failures.forEach(failure -> ofSteps.put(failure.stepId(), failure));
    }

    /** The canonical form of a run that keeps every rule. */
    static AgentRun of(PrivacyRun run) {
        return new CanonicalRun(run).run();
    }

    private AgentRun run() {
        PrivacyRun.Failure ending = ending();
        return AgentRunBuilder.builder().runId(run.runId()).agentName(run.agentId()).agentVersion(run.agentVersion())
                .environment(run.environment()).status(run.status()).startedAt(run.startedAt()).endedAt(run.endedAt())
                .errorType(ending == null ? null : ending.failureCode())
                .errorMessage(ending == null ? null : ending.message())
                .steps(run.steps().stream().map(this::step).toList())
                .toolCalls(
                        run.steps().stream().filter(step -> step.stepType() == StepKind.TOOL).map(this::call).toList())
                .failures(failures.stream().map(CanonicalRun::failure).toList())
                .build();
    }

    /** What a run got past did not end it. */
    private PrivacyRun.Failure ending() {
        boolean ended = run.status() == RunStatus.FAILURE || run.status() == RunStatus.PARTIAL;
        return ended && !failures.isEmpty() ? failures.get(failures.size() - 1) : null;
    }

    private Step step(PrivacyRun.Step step) {
        PrivacyRun.Failure failure = ofSteps.get(step.stepId());
        boolean tool = step.stepType() == StepKind.TOOL;
        return StepBuilder.builder().stepId(step.stepId()).seq(step.seq()).name(step.name())
                .stepType(step.stepType() == null ? null : step.stepType().wireName()).status(step.status())
                .startedAt(step.startedAt()).endedAt(step.endedAt()).latencyMs(step.latencyMs())
                // A tool's retries are told of its call, and must not count twice.
                .retries(tool ? null : retries(step))
                .errorType(failure == null ? null : failure.failureCode())
                .errorMessage(failure == null ? null : failure.message())
                .metadata(step.metadata()).build();
    }

    private ToolCall call(PrivacyRun.Step step) {
        PrivacyRun.Failure failure = ofSteps.get(step.stepId());
        return ToolCallBuilder.builder().callId(step.stepId()).stepId(step.stepId()).toolName(tool(step))
                .status(step.status()).startedAt(step.startedAt()).endedAt(step.endedAt()).latencyMs(step.latencyMs())
                .statusCode(count(step.metadata(), "status_code", "http_status", "http_status_code"))
                .retries(retries(step))
                .errorClass(failure == null ? null : failure.failureCode())
                .errorMessage(failure == null ? null : failure.message()).build();
    }

    private static String tool(PrivacyRun.Step step) {
        Map<String, Object> metadata = step.metadata();
        Object name = metadata.getOrDefault("tool_name", metadata.get("tool"));
        return name instanceof String tool && !tool.isEmpty() ? tool : step.name();
    }

    private static Integer retries(PrivacyRun.Step step) {
        return count(step.metadata(), "retry_count", "retries");
    }

    private static Failure failure(PrivacyRun.Failure failure) {
        return new Failure(failure.failureId() == null ? id(failure) : failure.failureId(),
                failure.failureType().wireName(), failure.failureCode(), failure.message(), failure.stepId());
    }

    /** The same failure told again has the same id. */
    private static String id(PrivacyRun.Failure failure) {
        String kind = failure.failureType().wireName() + ":" + failure.failureCode();
        String id = failure.stepId() == null ? kind : kind + ":" + failure.stepId();
        return id.length() <= LONGEST_ID ? id : kind + ":" + digest(failure.stepId());
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first of these entries that is a whole number from 0; no other is fit for what it is kept as. */
    private static Integer count(Map<String, Object> metadata, String... names) {
        for (String name : names) {
            if (metadata.get(name) instanceof Integer number && number >= 0) {
                return number;
            }
        }
        return null;
    }
}
