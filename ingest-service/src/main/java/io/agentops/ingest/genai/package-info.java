/**
 * Reads runs from spans: the dialects in which agents report to OpenTelemetry, and what each of them calls a step, a call,
 * a token and an error. Pure: the same spans give the same runs, in whatever order they came.
 */
package io.agentops.ingest.genai;
