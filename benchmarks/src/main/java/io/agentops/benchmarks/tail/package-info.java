/** How many clients can follow runs as they land, and how soon they hear of them. */
package io.agentops.benchmarks.tail;
