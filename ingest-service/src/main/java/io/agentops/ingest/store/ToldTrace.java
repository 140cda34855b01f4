package io.agentops.ingest.store;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.agentops.contract.trace.Span;
import io.agentops.ingest.genai.TraceRun;

/** A trace with all its spans and the runs they tell of. */
record ToldTrace(StoredTrace stored, List<Span> spans, List<TraceRun> runs) {

    RunKey runKey(String runId) {
        return new RunKey(stored.key().projectId(), runId);
    }

    Set<String> runIds() {
        return runs.stream().map(told -> told.run().runId()).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
