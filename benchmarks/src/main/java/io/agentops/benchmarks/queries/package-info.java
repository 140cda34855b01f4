/** How fast a large history is asked. */
package io.agentops.benchmarks.queries;
