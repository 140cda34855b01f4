package io.agentops.ingest.otlp;

import io.agentops.contract.trace.SpanBatch;

/** What came of reading a record: a batch that keeps every rule, or why it is refused. */
public sealed interface SpanBatchReading {

    /** A batch that may go on. */
    record Valid(SpanBatch batch) implements SpanBatchReading {}

    /** Not a batch; the reason says where and why, and repeats nothing of the record but its field names. */
    record Refused(String reason) implements SpanBatchReading {}
}
