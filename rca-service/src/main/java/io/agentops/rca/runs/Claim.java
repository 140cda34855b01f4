package io.agentops.rca.runs;

import java.util.UUID;

/**
 * The right to analyse one run. It is good only while the row still names this owner and this attempt, so a process that lost
 * its lease can neither renew it nor record an ending.
 *
 * @param attempt from 1
 * @param owner the process that made the claim
 */
record Claim(
        String projectId,
        UUID rcaRunId,
        String runId,
        int attempt,
        String owner) {}
