/** Intervals and tests from the statistical literature; they know nothing of runs. */
package io.agentops.query.inference;
