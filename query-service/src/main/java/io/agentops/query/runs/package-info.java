/** One run: what is known of it, and what it did when. */
package io.agentops.query.runs;
