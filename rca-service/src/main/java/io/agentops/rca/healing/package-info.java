/** Agents that are down are restarted: by rules that stop in time, through the control plane that runs them, each recovery once. */
package io.agentops.rca.healing;
