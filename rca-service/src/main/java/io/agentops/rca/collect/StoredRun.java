package io.agentops.rca.collect;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** The rows of one run, read at one moment and not decoded yet, and what other runs tell of it. */
record StoredRun(
        Row run,
        RowSet<Row> steps,
        RowSet<Row> calls,
        RowSet<Row> guardrails,
        RowSet<Row> failures,
        RunHistory history) {

    StoredRun with(RunHistory told) {
        return new StoredRun(run, steps, calls, guardrails, failures, told);
    }
}
