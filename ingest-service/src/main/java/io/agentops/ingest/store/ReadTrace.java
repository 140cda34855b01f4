package io.agentops.ingest.store;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.agentops.ingest.genai.TraceRun;

/** The runs that all spans of a trace tell of. */
record ReadTrace(List<TraceRun> runs) {

    Set<String> runIds() {
        return runs.stream().map(told -> told.run().runId()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The ids as the literal of an array. */
    String runIdsLiteral() {
        return ArrayLiteral.of(runIds());
    }
}
