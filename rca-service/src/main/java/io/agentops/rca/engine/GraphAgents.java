package io.agentops.rca.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepType;

/** Tells which agent took a step, where a run says so: in the step's metadata, or by the names of its steps. */
final class GraphAgents {

    private static final List<String> KEYS = List.of("agent", "agent_name", "gen_ai.agent.name");
    private static final int MAX_NAME = 80;
    /** Parents may form a circle. */
    private static final int MAX_LEVELS = 10;

    private final RunFacts facts;
    /** Whether steps are named after who took them, as in a conversation: most names come up again. */
    private final boolean conversation;

    GraphAgents(RunFacts facts) {
        this.facts = facts;
        Map<String, Integer> steps = new HashMap<>();
        facts.steps.forEach(step -> steps.merge(speaker(step), 1, Integer::sum));
        long recurring = facts.steps.stream().filter(step -> steps.get(speaker(step)) > 1).count();
        conversation = recurring * 2 > facts.steps.size();
    }

    /** The agent's name, its own or that of the step it is a part of; null when the run does not tell. */
    String of(Step step) {
        Step at = step;
        for (int level = 0; at != null && level < MAX_LEVELS; level++) {
            String name = own(at);
            if (name != null) {
                return name;
            }
            at = facts.step(at.parentStepId());
        }
        return null;
    }

    private String own(Step step) {
        for (String key : KEYS) {
            if (step.metadata().get(key) instanceof String name && !name.isBlank()) {
                return Excerpt.line(name, MAX_NAME);
            }
        }
        boolean untold = step.stepType() == null || StepType.OTHER.equals(step.stepType());
        boolean agent = untold ? conversation : StepType.SUB_AGENT.equals(step.stepType());
        String speaker = agent ? speaker(step) : "";
        return speaker.isEmpty() ? null : speaker;
    }

    /** The name without what it adds of the act: "planner (to writer)" and "planner: search" are both the planner's. */
    private static String speaker(Step step) {
        String name = Excerpt.line(step.name(), MAX_NAME);
        int end = name.length();
        for (char mark : new char[]{'(', ':'}) {
            int at = name.indexOf(mark);
            end = at > 0 && at < end ? at : end;
        }
        return name.substring(0, end).strip();
    }
}
