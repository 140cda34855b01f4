/** Versions of an agent, compared with each other. */
package io.agentops.query.versions;
