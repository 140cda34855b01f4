/** A process beside one agent: it watches it, tells the platform, stands in its traffic's path, and runs it where asked. */
package io.agentops.sidecar;
