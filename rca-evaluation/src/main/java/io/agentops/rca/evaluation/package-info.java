/**
 * Measures how often the engine's explanations are right. The corpus is written by hand, one run at a time; its form is
 * described at {@link io.agentops.rca.evaluation.Corpus}.
 */
package io.agentops.rca.evaluation;
