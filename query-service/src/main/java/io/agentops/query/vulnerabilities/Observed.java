package io.agentops.query.vulnerabilities;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.agentops.contract.agent.Heartbeat;

/**
 * All that rules judge.
 *
 * @param platform the release of the platform; empty where it is not known
 * @param guardrails what guardrails noticed
 * @param guardrailsCut whether there are more of their events than are read
 * @param ofRules what was seen of rules that go by labels of runs, by the rule's id
 */
record Observed(
        Subject agent,
        Window window,
        Optional<Release> platform,
        Labels labels,
        Denied denied,
        Content content,
        List<Noticed> guardrails,
        boolean guardrailsCut,
        Map<String, Sighting> ofRules) {

    Observed {
        guardrails = List.copyOf(guardrails);
        ofRules = Map.copyOf(ofRules);
    }

    /** What guardrails noticed of a topic, with one outcome. */
    record Noticed(Topic topic, Outcome outcome, Sighting seen) {}

    /**
     * Calls of tools that were denied for want of a permission.
     *
     * @param seen null where none was
     * @param runsByTool for the tools with most of them
     */
    record Denied(Sighting seen, Map<String, Long> runsByTool) {

        Denied {
            runsByTool = Map.copyOf(runsByTool);
        }
    }

    /**
     * What is stored of what agents read and wrote.
     *
     * @param looked in how many runs was looked
     * @param seen null where none has any
     * @param ofSteps runs whose steps have summaries of input or output
     * @param ofCalls runs whose tool calls have arguments or results
     */
    record Content(long looked, Sighting seen, long ofSteps, long ofCalls) {}

    Optional<Heartbeat.Configuration> configuration() {
        return agent.configurationSince(window.since());
    }
}
