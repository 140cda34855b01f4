package io.agentops.rca.engine;

import java.util.List;

import io.agentops.contract.rca.Category;

/** Knows one kind of failure by what the run did, rather than by what it said. */
interface Rule {

    /** Stable; named in {@code rules_fired} and in the reasons of suspects. */
    String id();

    Category category();

    /** What the rule looks for, completing "looked for …". */
    String looksFor();

    /** Where the rule sees its kind of failure, in the order of the run; bounded. */
    List<Finding> look(RunFacts facts, VersionHistory history);
}
