/** Counts what became of every message, so that a lost one shows: received = stored + rejected + dead-lettered + in flight. */
package io.agentops.ingest.ledger;
