/** RCA runs: their state and reports, and their progress as it happens. */
package io.agentops.query.rca;
