package io.agentops.query.vulnerabilities;

import java.util.Optional;

/** Judges one thing. It finds something only where what was seen says so; what was not seen is no finding. */
interface Rule {

    Optional<Finding> judge(Observed seen);
}
