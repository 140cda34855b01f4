/** Traces as they were reported, whatever was read from them. */
package io.agentops.query.traces;
