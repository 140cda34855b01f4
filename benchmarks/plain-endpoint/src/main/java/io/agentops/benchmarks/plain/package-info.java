/** The endpoint that the doors are measured against. */
package io.agentops.benchmarks.plain;
