package io.agentops.query.anatomy;

import java.math.BigDecimal;

import io.agentops.query.runs.TimelineKey;

/**
 * A step or a tool call, without its content; what it did not tell is null.
 *
 * @param place where it stands in the run's timeline
 * @param parentId the step it says it belongs to, which need not be stored
 * @param stepType null for a tool call
 * @param startedMicros microseconds since 1970
 * @param endedMicros microseconds since 1970; may lie before the start
 * @param latencyMs milliseconds, as it told them
 * @param failed whether its status, error or status code says so
 */
public record Item(
        TimelineKey place,
        Kind kind,
        String id,
        String parentId,
        String name,
        String stepType,
        String model,
        String status,
        Long startedMicros,
        Long endedMicros,
        Double latencyMs,
        Integer retries,
        boolean failed,
        Long tokensPrompt,
        Long tokensCompletion,
        BigDecimal costUsd) {

    /** What an item is. */
    public enum Kind {
        STEP("step"),
        TOOL_CALL("tool_call");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        /** The name in answers. */
        public String wireName() {
            return wireName;
        }
    }

    /** Whether it is a span of the surroundings, which lists leave out unless asked. */
    boolean isGeneric() {
        return "generic".equals(stepType);
    }
}
