package io.agentops.contract.agent;

/** How an agent is. */
public enum AgentStatus {
    HEALTHY,
    /** It answers, too slowly or with too many errors. */
    DEGRADED,
    /** It does not answer its probes, or most requests fail. */
    UNHEALTHY,
    /** It was restarted on demand and has not been healthy since. */
    RECOVERING,
    /** Nothing is known: it is starting, or nobody probes it. */
    UNKNOWN
}
