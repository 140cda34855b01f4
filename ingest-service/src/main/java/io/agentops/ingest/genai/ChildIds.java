package io.agentops.ingest.genai;

import java.util.List;

/** Ids of what one span may have become within a run, by kind. */
public record ChildIds(List<String> steps, List<String> calls, List<String> events) {}
