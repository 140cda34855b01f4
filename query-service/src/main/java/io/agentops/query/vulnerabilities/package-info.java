/** What of an agent is unsafe, as far as its runs and its sidecar show it. Rules judge figures; nobody is asked, and nothing is guessed. */
package io.agentops.query.vulnerabilities;
