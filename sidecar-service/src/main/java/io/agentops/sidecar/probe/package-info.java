/** Whether the agent answers: asked directly, and through the path its callers take. */
package io.agentops.sidecar.probe;
