/** A small fleet of agents that really work, so that a platform just started has something to show. */
package io.agentops.demo;
