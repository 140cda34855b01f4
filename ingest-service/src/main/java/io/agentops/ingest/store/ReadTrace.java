package io.agentops.ingest.store;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.agentops.ingest.genai.TraceRun;
import io.vertx.core.json.JsonArray;

/** The runs that all spans of a trace tell of. */
record ReadTrace(List<TraceRun> runs) {

    Set<String> runIds() {
        return runs.stream().map(told -> told.run().runId()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The ids as a JSON array. */
    String runIdsJson() {
        return new JsonArray(List.copyOf(runIds())).encode();
    }
}
