package io.agentops.sidecar.faults;

import java.util.List;
import java.util.function.Function;

/**
 * A request as faults look at it.
 *
 * @param route where it came in
 * @param path without the query
 * @param headers the values of a header
 * @param synthetic whether the sidecar made it, in place of requests that nobody makes now: it meets every fault of its route, and
 *        counts for none
 */
public record FaultSubject(
        String route,
        String path,
        String method,
        Function<String, List<String>> headers,
        boolean synthetic) {}
