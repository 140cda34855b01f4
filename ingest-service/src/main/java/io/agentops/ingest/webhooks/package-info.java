/** Sends what was decided to other systems: signed, again until they have it, and never where it must not go. */
package io.agentops.ingest.webhooks;
