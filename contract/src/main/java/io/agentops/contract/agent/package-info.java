/** What a sidecar and the platform tell each other: heartbeats one way, the desired configuration the other. */
package io.agentops.contract.agent;
