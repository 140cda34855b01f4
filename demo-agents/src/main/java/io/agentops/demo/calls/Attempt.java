package io.agentops.demo.calls;

import java.time.Instant;

/**
 * One try of a call.
 *
 * @param number from 1
 * @param statusCode null where no answer came
 * @param fault null where it worked
 */
public record Attempt(int number, Instant startedAt, Instant endedAt, Integer statusCode, ToolFault fault) {}
