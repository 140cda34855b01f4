package io.agentops.demo.calls;

import java.time.Duration;

/**
 * How patient an agent is with its tools.
 *
 * @param attemptTimeout for one attempt, whole answer included
 * @param attempts at most, the first included
 * @param firstPause before the second attempt; doubles, and a tool's Retry-After may lengthen it
 */
public record CallLimits(Duration attemptTimeout, int attempts, Duration firstPause) {}
