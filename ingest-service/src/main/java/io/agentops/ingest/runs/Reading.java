package io.agentops.ingest.runs;

import java.util.List;

import io.agentops.contract.run.AgentRun;
import io.agentops.http.Problem;

/** What came of reading a message: a run that keeps every rule, or why it is refused. */
public sealed interface Reading {

    /** A run that may go on. */
    record Valid(AgentRun run) implements Reading {}

    /** Not JSON at all; {@code detail} says where, and repeats nothing of the input. */
    record Malformed(String detail) implements Reading {}

    /** JSON, but not a run; at least one error, each with a JSON pointer. */
    record Invalid(List<Problem.Error> errors) implements Reading {}
}
