/** Rules that watch runs: what their owners write, what is measured for them, and when they fire. */
package io.agentops.ingest.alerts;
