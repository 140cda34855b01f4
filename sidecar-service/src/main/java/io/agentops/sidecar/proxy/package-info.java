/** The agent's traffic on its way through the sidecar: measured, and changed where a fault says so. */
package io.agentops.sidecar.proxy;
