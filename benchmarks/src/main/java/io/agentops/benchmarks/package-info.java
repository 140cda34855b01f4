/** What things cost. Run by hand, as the README beside says; nothing here is a test. */
package io.agentops.benchmarks;
