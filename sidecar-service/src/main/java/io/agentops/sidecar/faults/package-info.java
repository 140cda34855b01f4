/** Which faults are active, for whom, and until when. */
package io.agentops.sidecar.faults;
