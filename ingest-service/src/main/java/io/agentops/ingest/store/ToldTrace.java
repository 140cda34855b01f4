package io.agentops.ingest.store;

import java.util.List;
import java.util.Set;

import io.agentops.contract.trace.Span;
import io.agentops.ingest.genai.TraceRun;

/**
 * A stored trace and what is read from it.
 *
 * @param spans all of them; of a new trace none, since nothing it told before can be stale
 */
record ToldTrace(StoredTrace stored, List<Span> spans, ReadTrace read) {

    List<TraceRun> runs() {
        return read.runs();
    }

    RunKey runKey(String runId) {
        return new RunKey(stored.key().projectId(), runId);
    }

    Set<String> runIds() {
        return read.runIds();
    }
}
