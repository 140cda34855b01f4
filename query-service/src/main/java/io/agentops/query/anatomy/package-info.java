/** What a run consists of: its steps and tool calls, how they nest, when each ran, and which of them bound the run's time. */
package io.agentops.query.anatomy;
