/** Records that could not be accepted, as rows that can be looked through, and the ways to decide about them. */
package io.agentops.ingest.letters;
