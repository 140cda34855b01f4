/** Runs as they land: a stream of those that were stored or changed, for any number of clients that each choose some. */
package io.agentops.query.tail;
