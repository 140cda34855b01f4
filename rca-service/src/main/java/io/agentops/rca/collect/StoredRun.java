package io.agentops.rca.collect;

import io.agentops.rca.engine.VersionHistory;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** The rows of one run, read at one moment and not decoded yet. */
record StoredRun(
        Row run,
        RowSet<Row> steps,
        RowSet<Row> calls,
        RowSet<Row> guardrails,
        RowSet<Row> failures,
        VersionHistory history) {}
