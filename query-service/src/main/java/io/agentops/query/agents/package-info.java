/** Reads of agents: how each is now, what happened to it, and all of that as it changes. */
package io.agentops.query.agents;
