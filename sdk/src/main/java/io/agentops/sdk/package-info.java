/**
 * Reports the runs of an agent to the AgentOps platform in the privacy-first form: names, times, counts and labels, never
 * prompts, answers or documents. Begin with {@link io.agentops.sdk.AgentTracer}.
 */
package io.agentops.sdk;
