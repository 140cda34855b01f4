/**
 * Breaks the platform under load and checks afterwards that nothing was lost, doubled or changed. {@link
 * io.agentops.benchmarks.faults.Faults} runs it by hand, {@link io.agentops.benchmarks.faults.Harness} from a test.
 */
package io.agentops.benchmarks.faults;
