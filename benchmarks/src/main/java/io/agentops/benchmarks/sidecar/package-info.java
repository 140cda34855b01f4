/** What a sidecar adds to the latency of its agent, and what memory it takes. */
package io.agentops.benchmarks.sidecar;
