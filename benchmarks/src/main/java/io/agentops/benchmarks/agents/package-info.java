/** What many agents cost that are well, and say so every five seconds. */
package io.agentops.benchmarks.agents;
