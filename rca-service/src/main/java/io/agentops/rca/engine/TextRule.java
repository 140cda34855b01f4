package io.agentops.rca.engine;

import java.util.Optional;

import io.agentops.contract.rca.Category;

/** Knows one kind of failure by its status codes, error classes and words. */
interface TextRule {

    /** Stable; named in {@code rules_fired} and in the reasons of suspects. */
    String id();

    Category category();

    /** What the rule looks for, completing "looked for …". */
    String looksFor();

    /** What the rule makes of a complaint; empty when it is not of this kind. */
    Optional<Reading> read(Complaint complaint);

    /** Whether what the rule makes of these words may depend on the arguments of the call. */
    default boolean asksArguments(Complaint complaint) {
        return false;
    }
}
