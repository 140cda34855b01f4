/** Records that could not be accepted, as ingest-service keeps them. */
package io.agentops.query.deadletters;
