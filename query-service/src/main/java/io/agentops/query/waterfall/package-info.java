/** A run drawn over time: what ran when, beside what, and which of it bound the run's time. */
package io.agentops.query.waterfall;
