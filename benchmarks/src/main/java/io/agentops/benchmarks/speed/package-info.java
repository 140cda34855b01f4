/** How fast runs and spans get in and can be queried, set against what the machine and its parts can do. */
package io.agentops.benchmarks.speed;
