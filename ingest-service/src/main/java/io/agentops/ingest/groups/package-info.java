/** What people decide about groups of runs that failed the same way. */
package io.agentops.ingest.groups;
