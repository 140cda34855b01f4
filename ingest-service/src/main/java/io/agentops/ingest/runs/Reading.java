package io.agentops.ingest.runs;

import java.util.List;

import io.agentops.contract.run.AgentRun;
import io.agentops.http.Problem;

/** What came of reading a message: a run that keeps every rule, or why it is refused. */
public sealed interface Reading {

    /** A run that may go on. */
    record Valid(AgentRun run) implements Reading {}

    /** Not a run; the problem says where and why, and repeats nothing of the input. */
    record Refused(Problem problem) implements Reading {}

    /** Not JSON at all. */
    static Refused malformed(String detail) {
        return new Refused(Problem.of(400, detail));
    }

    /** JSON, but not a run. */
    static Refused invalid(List<Problem.Error> errors) {
        return new Refused(Problem.of(422, "The run is well-formed JSON but invalid.", errors));
    }
}
