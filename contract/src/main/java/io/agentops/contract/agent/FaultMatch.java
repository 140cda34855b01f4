package io.agentops.contract.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Which requests a fault is for; what is null leaves no request out.
 *
 * @param path the path without the query, or its beginning followed by {@code *}
 * @param method in capitals
 * @param header a name, or {@code name: value}
 * @param route {@code agent} for requests to the agent, else the name of a route for the agent's own calls
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FaultMatch(
        String path,
        String method,
        String header,
        String route) {

    /** The route of requests to the agent. */
    public static final String AGENT = "agent";

    public static final FaultMatch ALL = new FaultMatch(null, null, null, AGENT);

    public FaultMatch {
        route = route == null ? AGENT : route;
    }
}
