package io.agentops.rca.engine;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Requests to the platform by which a person can look at what a report speaks of. */
final class Queries {

    private static final Duration AROUND = Duration.ofMinutes(30);

    private final RunFacts facts;

    Queries(RunFacts facts) {
        this.facts = facts;
    }

    /** What happened in the run, in order. */
    String timeline() {
        return "GET /agent-runs/" + encoded(facts.run.runId()) + "/timeline";
    }

    /** Failed runs of the same agent that used a tool. */
    String failedRunsWith(String tool) {
        return "GET /v1/runs?status=failure" + parameter("agent_id", facts.run.agentName()) + parameter("tool", tool);
    }

    /** Runs of any agent that used a tool in the half hour before this one began and the one after. */
    String runsAround(String tool) {
        Instant start = facts.run.startedAt();
        String when = start == null
                ? ""
                : parameter("from", start.minus(AROUND).toString()) + parameter("to", start.plus(AROUND).toString());
        return ("GET /v1/runs?" + parameter("tool", tool) + when).replace("?&", "?");
    }

    private static String parameter(String name, String value) {
        return Excerpt.blank(value) ? "" : "&" + name + "=" + encoded(value);
    }

    private static String encoded(String value) {
        return value == null
                ? ""
                : URLEncoder.encode(Excerpt.line(value, 120), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
