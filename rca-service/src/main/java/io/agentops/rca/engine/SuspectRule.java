package io.agentops.rca.engine;

/** Knows one reason why a place in a run may be the one at fault, and what speaks against it. */
interface SuspectRule {

    /** Stable; named in the reasons of suspects and in {@code rules_fired}. */
    String id();

    /** Says what speaks for and against places of the run; bounded, and without effect on the graph. */
    void look(RunGraph graph, Suspicions found);
}
