/** What an agent's other runs tell of one that failed; counts and tests alone, no I/O. */
package io.agentops.rca.history;
