/** What became of every message. */
package io.agentops.query.ledger;
