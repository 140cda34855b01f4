/** Runs without content: which there are, how they went and in what steps, whichever form they came in. */
package io.agentops.query.outline;
