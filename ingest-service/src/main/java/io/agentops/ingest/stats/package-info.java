/** Figures over runs, after the writer has added to them. */
package io.agentops.ingest.stats;
