package io.agentops.ingest.store;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.agentops.contract.trace.Span;
import io.agentops.ingest.genai.TraceRun;
import io.vertx.core.json.JsonArray;

/** All spans of a trace, and the runs they tell of. */
record ReadTrace(List<Span> spans, List<TraceRun> runs) {

    Set<String> runIds() {
        return runs.stream().map(told -> told.run().runId()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The ids as a JSON array. */
    String runIdsJson() {
        return new JsonArray(List.copyOf(runIds())).encode();
    }
}
