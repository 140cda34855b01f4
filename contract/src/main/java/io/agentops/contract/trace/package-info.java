/** Spans on their way from OpenTelemetry's doors to the store. */
package io.agentops.contract.trace;
