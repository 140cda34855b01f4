/** Figures over many runs. */
package io.agentops.query.stats;
