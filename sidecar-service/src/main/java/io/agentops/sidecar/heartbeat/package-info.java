/** What the platform is told of the agent, and what it wants in return. */
package io.agentops.sidecar.heartbeat;
