/** What is kept how long, and the day partitions that make forgetting cheap. */
package io.agentops.ingest.retention;
