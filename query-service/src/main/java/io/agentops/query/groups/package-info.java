/** Groups of runs that failed the same way: which there are, how often and when their runs failed, and which state they are in. */
package io.agentops.query.groups;
