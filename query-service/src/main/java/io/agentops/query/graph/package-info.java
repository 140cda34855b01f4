/** A run as a graph: who called whom, how often, and how it went. */
package io.agentops.query.graph;
