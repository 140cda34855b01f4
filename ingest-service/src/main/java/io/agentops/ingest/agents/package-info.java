/** Agents as their sidecars tell of them: the door for heartbeats, the registry, and the faults that agents are told of. */
package io.agentops.ingest.agents;
