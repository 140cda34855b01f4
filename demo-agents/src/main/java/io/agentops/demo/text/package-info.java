/** What agents and tools both know of plain text. */
package io.agentops.demo.text;
