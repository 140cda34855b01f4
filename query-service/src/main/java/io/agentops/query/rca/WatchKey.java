package io.agentops.query.rca;

import java.util.UUID;

import io.agentops.contract.rca.RcaProgress;

/** Which analysis is watched. */
record WatchKey(
        String projectId,
        UUID rcaRunId) {

    String streamKey() {
        return RcaProgress.streamKey(projectId, rcaRunId);
    }
}
