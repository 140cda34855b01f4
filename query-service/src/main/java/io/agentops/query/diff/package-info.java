/** Two runs side by side: what differs between them, item by item. */
package io.agentops.query.diff;
