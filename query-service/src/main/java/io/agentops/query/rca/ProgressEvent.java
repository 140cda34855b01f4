package io.agentops.query.rca;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.rca.RcaProgress;
import io.agentops.contract.rca.RcaStatus;
import io.agentops.contract.rca.RcaStep;
import io.agentops.query.stream.EntryId;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a client's stream is made of.
 *
 * @param id null in a comment
 * @param data one line of JSON; null in a comment
 * @param last whether the stream ends with it
 */
@RegisterForReflection(targets = RcaProgress.class) // Read and written by hand, where Quarkus does not see it.
record ProgressEvent(
        EntryId id,
        String data,
        boolean last) {

    static final ProgressEvent COMMENT = new ProgressEvent(null, null, false);

    /** The event of an entry in the Redis stream. */
    static ProgressEvent read(EntryId id, String entry, ObjectMapper mapper) throws JsonProcessingException {
        RcaProgress progress = mapper.readValue(entry, RcaProgress.class);
        return new ProgressEvent(id, mapper.writeValueAsString(progress), progress.status().isFinal());
    }

    /** The last event of an analysis that has ended, as its row tells it. */
    static ProgressEvent ofEnded(RcaRunView row, ObjectMapper mapper) throws JsonProcessingException {
        RcaProgress progress = new RcaProgress(row.status(), RcaStep.COMPLETE.title(), RcaStep.COMPLETE.pct(),
                message(row), row.finishedAt());
        return new ProgressEvent(endOf(row), mapper.writeValueAsString(progress), true);
    }

    /** The id of an analysis' last event. */
    static EntryId endOf(RcaRunView row) {
        return new EntryId(row.attempt(), RcaStep.COMPLETE.number());
    }

    private static String message(RcaRunView row) {
        if (row.status() == RcaStatus.DONE) {
            return "The report is ready.";
        }
        return row.failure() == null ? "The analysis failed." : row.failure();
    }
}
