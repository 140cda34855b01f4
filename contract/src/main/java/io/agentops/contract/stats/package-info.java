/** How figures over runs are kept. */
package io.agentops.contract.stats;
