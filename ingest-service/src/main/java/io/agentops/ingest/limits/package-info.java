/** How much may wait at the doors and behind them, and how much of that one project may have. */
package io.agentops.ingest.limits;
