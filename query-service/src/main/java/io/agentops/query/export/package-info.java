/** Lists of runs as files, of any length. */
package io.agentops.query.export;
