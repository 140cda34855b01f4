/** What an explanation costs: the engine alone, on one thread, without database or network. */
package io.agentops.benchmarks.rca;
