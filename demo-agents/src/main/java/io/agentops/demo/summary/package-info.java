/** Writes summaries of documents; reports by OpenTelemetry with the GenAI conventions. */
package io.agentops.demo.summary;
