/** Runs that are still going, and those that fell silent. */
package io.agentops.query.live;
