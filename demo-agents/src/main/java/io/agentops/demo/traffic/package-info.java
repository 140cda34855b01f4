/** Users of the demo agents: few, curious, and now and then mistaken. */
package io.agentops.demo.traffic;
