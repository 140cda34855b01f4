/** How an agent calls its tools: within a deadline, again where that may help, and telling exactly what came of it. */
package io.agentops.demo.calls;
