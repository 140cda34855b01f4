/** The agent's process, where the sidecar runs it. */
package io.agentops.sidecar.process;
