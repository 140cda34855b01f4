/** The doors of self-healing: recoveries that people ask for, what is decided about agents, and what stops it all. */
package io.agentops.ingest.healing;
