package io.agentops.ingest.runs;

import java.util.List;

import io.agentops.contract.run.AgentRun;
import io.agentops.http.Problem;
import io.agentops.ingest.privacy.Privacy;

/** What came of reading a message: a run that keeps every rule, or why it is refused. */
public sealed interface Reading {

    /**
     * A run that may go on.
     *
     * @param filtered the privacy mode whose demands it meets
     */
    record Valid(AgentRun run, Privacy.Mode filtered) implements Reading {}

    /**
     * Not a run; the problem says where and why, and repeats nothing of the input but names of fields.
     *
     * @param confidential whether the message may be kept nowhere, not even to show what was refused
     */
    record Refused(Problem problem, boolean confidential) implements Reading {

        /** The same of a message of which nothing may be kept. */
        public Refused inConfidence() {
            return new Refused(problem, true);
        }
    }

    /** Not JSON at all. */
    static Refused malformed(String detail) {
        return new Refused(Problem.of(400, detail), false);
    }

    /** JSON, but not a run. */
    static Refused invalid(List<Problem.Error> errors) {
        return new Refused(Problem.of(422, "The run is well-formed JSON but invalid.", errors), false);
    }
}
