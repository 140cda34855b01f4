/** Rules that watch runs and what they found, as ingest-service keeps them. */
package io.agentops.query.alerts;
