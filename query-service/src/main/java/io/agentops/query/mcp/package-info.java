/** The reads of this service as tools of the Model Context Protocol, for assistants. */
package io.agentops.query.mcp;
