package io.agentops.rca.engine;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for where the facts of the final answer came up first: a run that ended with a wrong answer went wrong there or before.
 * Evidence: the shared facts. Counter-evidence: none of the answer is new, because it was given with the task. Source: data flow;
 * the step that fed the answer.
 */
final class AnswerOriginSuspect implements SuspectRule {

    private static final double WEIGHT = 0.30;
    private static final double ORCHESTRATED = 0.10;
    private static final int LEAST_SHARE = 3;
    private static final int TAIL = 600;
    private static final int MAX_FACTS = 50;
    private static final int MAX_MARKED = 100;
    private static final Pattern MARKED = Pattern.compile(
            "\\*\\*([^*\\n]{2,100})\\*\\*|(?i:answer|result|output) ?(?:is|was|:) ?([^.\\n]{2,100})");

    @Override
    public String id() {
        return "answer_origin";
    }

    @Override
    public void look(RunGraph graph, Suspicions found) {
        GraphNode last = graph.last();
        if (last == null || last.calls() || graph.serves() || graph.nodes.size() < 3) {
            return;
        }
        Map<Integer, Integer> origins = new TreeMap<>();
        Set<String> facts = facts(last.text);
        for (String fact : facts) {
            int origin = graph.origin(fact);
            if (origin >= 0 && origin < last.place && graph.nodes.get(origin).works()
                    && !graph.plans(graph.nodes.get(origin))) {
                origins.merge(origin, 1, Integer::sum);
            }
        }
        origins.entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue()
                        .thenComparing(Map.Entry.<Integer, Integer>comparingByKey().reversed()))
                .filter(best -> best.getValue() * LEAST_SHARE >= facts.size())
                .ifPresent(best -> found.add(this, graph.nodes.get(best.getKey()),
                        graph.orchestrated() ? ORCHESTRATED : WEIGHT,
                        best.getValue() + " of " + facts.size() + " facts of the final answer came up here first"));
    }

    /** What the answer itself sets off, else its numbers, else its names. */
    private static Set<String> facts(String answer) {
        Set<String> facts = new LinkedHashSet<>();
        Matcher marked = MARKED.matcher(answer);
        while (marked.find() && facts.size() < MAX_FACTS) {
            String group = marked.group(marked.start(1) >= 0 ? 1 : 2);
            GraphWords.of(group, MAX_MARKED, facts::add);
        }
        String tail = answer.length() <= TAIL ? answer : answer.substring(answer.length() - TAIL);
        if (facts.isEmpty()) {
            GraphWords.of(tail, TAIL, word -> {
                if (Character.isDigit(word.charAt(0))) {
                    facts.add(word);
                }
            });
        }
        if (facts.isEmpty()) {
            GraphWords.of(tail, TAIL, word -> {
                if (GraphWords.fact(word)) {
                    facts.add(word);
                }
            });
        }
        return facts;
    }
}
