package io.agentops.ingest.genai;

import io.agentops.contract.run.AgentRun;

/**
 * A run as a trace tells it.
 *
 * @param named whether its reporter gave the id, so that other traces and doors may tell of it too
 */
public record TraceRun(AgentRun run, boolean named) {}
